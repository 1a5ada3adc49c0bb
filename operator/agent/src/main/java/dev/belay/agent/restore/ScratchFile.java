package dev.belay.agent.restore;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * An unpacked archive on the disk, for a pg_restore that reads it at several places at once. It has no name: it is
 * unlinked as soon as it is open, and read by way of our own process, so that its rows are gone when we are, however we
 * end.
 */
final class ScratchFile implements AutoCloseable {
    private static final long MARGIN = 64L << 20;
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private final FileChannel channel;
    private final Path path;

    private ScratchFile(FileChannel channel, Path path) {
        this.channel = channel;
        this.path = path;
    }

    /**
     * Creates one.
     *
     * @param folder on whose file system it lies
     * @return empty where this machine does not tell a process's open files
     * @throws AgentException {@link Reason#Internal} if the folder cannot be written to
     */
    static Optional<ScratchFile> create(Path folder) {
        try {
            var name = Files.createTempFile(
                    folder,
                    "belay-",
                    ".scratch",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            var channel = FileChannel.open(name, StandardOpenOption.WRITE);
            var open = openPath(name.toRealPath());
            Files.delete(name);
            if (open.isEmpty()) {
                channel.close();
            }
            return open.map(path -> new ScratchFile(channel, path));
        } catch (IOException e) {
            throw new AgentException(
                    Reason.Internal, "cannot write to the scratch folder " + folder + "; name another: --scratch", e);
        }
    }

    /** Whether its file system has room for so many bytes. */
    static boolean hasRoom(Path folder, long bytes) {
        try {
            return Files.getFileStore(folder).getUsableSpace() >= bytes + MARGIN;
        } catch (IOException e) {
            throw new AgentException(
                    Reason.Internal, "there is no scratch folder " + folder + "; name another: --scratch", e);
        }
    }

    private static Optional<Path> openPath(Path name) throws IOException {
        if (!Files.isDirectory(OPEN_FILES, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (var files = Files.list(OPEN_FILES)) {
            return files.filter(file -> leadsTo(file, name))
                    .findFirst()
                    .map(file -> Path.of(
                            "/proc",
                            Long.toString(ProcessHandle.current().pid()),
                            "fd",
                            file.getFileName().toString()));
        }
    }

    private static boolean leadsTo(Path file, Path name) {
        try {
            return Files.readSymbolicLink(file).equals(name);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    /** Appends bytes. */
    void write(byte[] bytes, int length) throws IOException {
        var buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Where another process of ours finds it, as long as we live. */
    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new AgentException(Reason.Internal, "the scratch file cannot be closed: " + e.getMessage(), e);
        }
    }
}
