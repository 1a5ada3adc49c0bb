package dev.belay.agent.postgres;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;

/**
 * The folders that hold passwords for a while. Their names tell whose they are, {@code belay-NAMESPACE-PID-START-…}, so
 * that a later run can tell which of them a killed one has left. A process counts as gone only if its number is of our
 * own PID namespace: containers that share a folder for temporary files do not see each other's.
 */
final class PasswordFolder {
    private static final Path PROCESSES = Path.of("/proc");
    private static final Pattern NAME = Pattern.compile("belay-(\\d+)-(\\d+)-(\\d+)-\\d+");
    /** Of /proc/PID/stat, counted behind the name of the program: in ticks since the machine began. */
    private static final int START = 19;

    private PasswordFolder() {}

    /** Creates one that only we may enter, and removes those of processes that are gone. */
    static Path create(Path parent) throws IOException {
        var namespace = namespace();
        var pid = ProcessHandle.current().pid();
        var folder = Files.createTempDirectory(
                parent,
                namespace.isEmpty() ? "belay-" : "belay-" + namespace + "-" + pid + "-" + start(pid) + "-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (!namespace.isEmpty()) {
            sweep(folder, namespace);
        }
        return folder;
    }

    /** What cannot be removed stays: it must not keep a backup from being made. */
    private static void sweep(Path ours, String namespace) {
        try (var others = Files.newDirectoryStream(ours.resolveSibling(""), "belay-*")) {
            for (var other : others) {
                var name = NAME.matcher(other.getFileName().toString());
                if (name.matches()
                        && name.group(1).equals(namespace)
                        && isGone(Long.parseLong(name.group(2)), name.group(3))
                        && Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(ours))) {
                    delete(other);
                }
            }
        } catch (IOException | RuntimeException e) {
            return; // another run was faster, or somebody else's file is in the way
        }
    }

    /** Deletes one with the files that we put there, and nothing else. */
    static void delete(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder.resolve(ServiceFile.PASSWORDS));
            Files.deleteIfExists(folder.resolve(ServiceFile.SERVICES));
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            return; // the password is gone; what else is there is not ours
        }
    }

    /** The number of our PID namespace; empty where there is none: no Linux. */
    private static String namespace() {
        try {
            return Files.readSymbolicLink(PROCESSES.resolve("self/ns/pid"))
                    .toString()
                    .replaceAll("\\D", "");
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether there is no process of that number any more, or another one by now. */
    private static boolean isGone(long pid, String start) {
        try {
            return !start(pid).equals(start);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false; // it is there, and nothing is known of it
        }
    }

    private static String start(long pid) throws IOException {
        var stat = Files.readString(PROCESSES.resolve(pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[START];
    }
}
