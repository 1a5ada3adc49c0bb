package dev.belay.agent.repository;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;

/**
 * A file for a while. It has no name once it is open, so that not even a killed run leaves it behind. Not a channel: one
 * closes itself when its reader is interrupted, and the SDK interrupts an attempt that takes too long, to send the same
 * bytes again.
 */
final class Spool implements AutoCloseable {
    private static final int BUFFER = 64 << 10;

    private final RandomAccessFile file;
    private final byte[] buffer = new byte[BUFFER];
    private long bytes;

    /** @throws AgentException {@link Reason#NotEnoughSpace} */
    Spool() {
        try {
            var path = Files.createTempFile("belay-part-", ".tmp");
            try {
                file = new RandomAccessFile(path.toFile(), "rw");
            } finally {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    /** @throws AgentException {@link Reason#NotEnoughSpace} */
    void add(ByteBuffer piece) {
        try {
            file.seek(bytes);
            while (piece.hasRemaining()) {
                var length = Math.min(piece.remaining(), BUFFER);
                piece.get(buffer, 0, length);
                file.write(buffer, 0, length);
                bytes += length;
            }
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    private static AgentException noRoom(IOException e) {
        return new AgentException(
                Reason.NotEnoughSpace,
                "a part of the upload cannot be kept in " + System.getProperty("java.io.tmpdir") + " (" + e.getMessage()
                        + "); large backups need a thousandth of their size there",
                e);
    }

    /** From its beginning; of several readers only one at a time. */
    InputStream open() {
        return new BlockStream() {
            private long at;

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (at == bytes) {
                    return -1;
                }
                file.seek(at);
                var read = file.read(into, offset, (int) Math.min(length, bytes - at));
                at += Math.max(0, read);
                return read;
            }
        };
    }

    void clear() {
        bytes = 0;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
