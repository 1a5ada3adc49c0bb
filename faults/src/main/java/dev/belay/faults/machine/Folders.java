package dev.belay.faults.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Folders of the campaign's, copied and looked into while others change them. */
public final class Folders {
    private Folders() {}

    /** Every file and folder below one, by its name from there; empty if it is not there. */
    public static Set<String> names(Path folder) throws IOException {
        while (true) {
            try (var all = Files.walk(folder)) {
                return all.map(f -> folder.relativize(f).toString()).collect(Collectors.toCollection(TreeSet::new));
            } catch (NoSuchFileException e) {
                return new TreeSet<>();
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e;
                }
                // Somebody is deleting there: look again.
            }
        }
    }

    public static List<Path> files(Path folder) throws IOException {
        return names(folder).stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .toList();
    }

    /** Copies a folder with all that its file system knows of its files: S3's server keeps checksums there. */
    public static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        Program.run("cp", "-a", from + "/.", to.toString());
    }

    public static void delete(Path folder) throws IOException {
        Program.run("rm", "-rf", "--one-file-system", folder.toString());
    }

    /** Makes all below a folder look as if it was last written at a moment. */
    public static void age(Path folder, Instant to) throws IOException {
        for (var name : names(folder)) {
            try {
                Files.setLastModifiedTime(folder.resolve(name), FileTime.from(to));
            } catch (NoSuchFileException e) {
                // gone meanwhile
            }
        }
    }
}
