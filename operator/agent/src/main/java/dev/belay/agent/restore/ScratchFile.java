package dev.belay.agent.restore;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.FullDisk;
import dev.belay.agent.failure.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A file for a pg_restore of ours. It has no name: it is unlinked as soon as it is open, and read by way of our own
 * process, so that it is gone when we are, however we end.
 */
final class ScratchFile implements AutoCloseable {
    private static final int COPIED_AT_ONCE = 64 << 10;
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
            try {
                return open(name);
            } finally {
                Files.deleteIfExists(name);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new AgentException(
                    Reason.Internal, "cannot write to the scratch folder " + folder + "; name another: --scratch", e);
        }
    }

    private static Optional<ScratchFile> open(Path name) throws IOException {
        var channel = FileChannel.open(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var isKept = false;
        try {
            var file = openPath(name.toRealPath()).map(path -> new ScratchFile(channel, path));
            Files.delete(name);
            isKept = file.isPresent();
            return file;
        } finally {
            if (!isKept) {
                channel.close();
            }
        }
    }

    /** As {@link #create}, where there is no way without. */
    static ScratchFile require(Path folder) {
        return create(folder)
                .orElseThrow(() -> new AgentException(
                        Reason.Internal,
                        "this machine does not let programs share a file without a name: restore all"));
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

    /**
     * Appends bytes.
     *
     * @throws AgentException {@link Reason#NotEnoughSpace}, or {@link Reason#Internal} if it cannot for another reason
     */
    void write(byte[] bytes, int length) {
        var buffer = ByteBuffer.wrap(bytes, 0, length);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    static AgentException unwritten(IOException e) {
        return FullDisk.isCauseOf(e)
                ? new AgentException(
                        Reason.NotEnoughSpace,
                        "the scratch folder is full: " + e.getMessage()
                                + "; make room there, or name another: --scratch",
                        e)
                : new AgentException(Reason.Internal, "the scratch folder cannot be written: " + e.getMessage(), e);
    }

    /** Writes all of it to somebody else. */
    void copyTo(OutputStream out) {
        var buffer = new byte[COPIED_AT_ONCE];
        try {
            var length = channel.size();
            for (var at = 0L; at < length; ) {
                var count = channel.read(ByteBuffer.wrap(buffer), at);
                if (count < 0) {
                    throw new EOFException("it has become shorter");
                }
                out.write(buffer, 0, count);
                at += count;
            }
        } catch (IOException e) {
            throw new AgentException(Reason.Internal, "the scratch file cannot be read: " + e.getMessage(), e);
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
