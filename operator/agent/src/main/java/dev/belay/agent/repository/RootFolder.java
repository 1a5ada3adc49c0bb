package dev.belay.agent.repository;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The folder that a repository lies in, which may be there, or not yet, or not any more.
 *
 * @param path absolute and normal
 */
record RootFolder(Path path) {
    static final FileAttribute<Set<PosixFilePermission>> OURS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** Makes it where it is not there, and finds out whether files can be written where objects will lie. */
    void prepare(Path below) {
        try {
            if (!Files.isDirectory(path)) {
                create();
            }
            tryToWrite(Files.isDirectory(below) ? below : path);
        } catch (FileAlreadyExistsException e) {
            throw FolderFailure.noFolder(Path.of(e.getFile()), e);
        } catch (NoSuchFileException e) {
            throw FolderFailure.cannotBeMade(path, e);
        } catch (IOException e) {
            throw FolderFailure.of(path, e);
        }
    }

    /** A volume that is not mounted must not look like a repository without backups. */
    void mustBeThere() {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
                throw FolderFailure.noFolder(path, null);
            }
        } catch (NoSuchFileException e) {
            throw FolderFailure.notThere(path, e);
        } catch (IOException e) {
            throw FolderFailure.of(path, e);
        }
    }

    /** Whether a folder lies in it, and is not itself. */
    boolean isAbove(Path folder) {
        return folder.startsWith(path) && !folder.equals(path);
    }

    /** With its name on the disk, too: else a power cut could take the whole repository, backups and all. */
    private void create() throws IOException {
        var there = path.getParent();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        Files.createDirectories(path, OURS_ALONE);
        for (var parent = path.getParent(); parent != null && !parent.equals(there); parent = parent.getParent()) {
            FileUpload.bringToDisk(parent);
        }
        if (there != null) {
            FileUpload.bringToDisk(there);
        }
    }

    /** A folder without rights, read-only or full is found out now, not after an hour of dumping. */
    private static void tryToWrite(Path folder) throws IOException {
        // Always the same name: of runs that are killed here, no more than one file stays, until the next run.
        var probe = folder.resolve(".probe" + FileUpload.PARTIAL);
        try (var channel = FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1));
            channel.force(true);
        }
        Files.deleteIfExists(probe);
    }
}
