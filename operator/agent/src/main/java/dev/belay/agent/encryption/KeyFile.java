package dev.belay.agent.encryption;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A file of keys. Nobody but its owner may read it, and no power cut loses a key that was made known: what is returned
 * from here is on the disk.
 */
public final class KeyFile {
    private static final Set<PosixFilePermission> OURS_ALONE = PosixFilePermissions.fromString("rw-------");

    private static final FileAttribute<Set<PosixFilePermission>> OUR_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path file;

    /** @param file that is there, or is to be */
    public KeyFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * Writes the first key.
     *
     * @throws AgentException {@link Reason#TargetExists} if the file is there: backups may need what is in it
     */
    public void create(String content) throws IOException {
        try {
            Files.createDirectories(folder(), OUR_FOLDER);
            try (var channel = open(file)) {
                write(channel, content);
            }
            sync(file);
        } catch (FileAlreadyExistsException e) {
            throw new AgentException(
                    Reason.TargetExists,
                    file + " exists; backups may need it, so it stays. Name another folder with --out DIR, or add a new"
                            + " key to it with --rotate",
                    e);
        }
    }

    /**
     * Changes what is in it, at once: at every moment there is the whole old file or the whole new one.
     *
     * @return what is in it now
     * @throws AgentException {@link Reason#IdentityMissing} if there is none
     */
    public String change(UnaryOperator<String> change) throws IOException {
        var real = real();
        var fresh = real.resolveSibling(real.getFileName() + ".new");
        // Taken before the old content is read: of two changes at once one would lose the other's key.
        String content;
        try (var channel = open(fresh)) {
            content = change.apply(Files.readString(real));
            write(channel, content);
            sameOwner(real, fresh);
            Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            throw new AgentException(
                    Reason.TargetExists,
                    fresh + " exists: another change of keys is under way, or was cut off. If none is, delete it:"
                            + " no backup needs it",
                    e);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        sync(real);
        return content;
    }

    private Path real() throws IOException {
        try {
            return file.toRealPath();
        } catch (NoSuchFileException e) {
            throw new AgentException(
                    Reason.IdentityMissing,
                    "there is no " + file + " to add a key to; name its folder with --out DIR, or leave --rotate out",
                    e);
        }
    }

    private Path folder() {
        return file.resolveSibling("").normalize();
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OURS_ALONE));
    }

    private static void write(FileChannel channel, String content) throws IOException {
        var bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    /** Else the run that reads it under another user's name could no more. */
    private static void sameOwner(Path from, Path to) throws IOException {
        var owned =
                Files.getFileAttributeView(from, PosixFileAttributeView.class).readAttributes();
        var view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (!view.readAttributes().owner().equals(owned.owner())) {
            view.setOwner(owned.owner());
        }
        if (!view.readAttributes().group().equals(owned.group())) {
            view.setGroup(owned.group());
        }
        view.setPermissions(owned.permissions());
    }

    /** Without this a new name may not outlive a power cut. */
    private static void sync(Path file) throws IOException {
        try (var folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
