package dev.belay.agent.repository;

import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A part of an upload on its way: kept until the store has it, since it may have to be sent again. In memory as far as
 * that goes, beyond that on the disk, as it is stored: encrypted.
 */
final class Part implements AutoCloseable {
    // Given back at once, not when the collector comes by: the next upload needs as much.
    private final Arena arena = Arena.ofShared();
    private final ByteBuffer memory;
    private @Nullable Spool spool;
    private CRC32C checksum = new CRC32C();
    private long bytes;

    /** @param inMemory bytes that it holds without a file */
    Part(int inMemory) {
        memory = arena.allocate(inMemory).asByteBuffer();
    }

    long bytes() {
        return bytes;
    }

    void add(ByteBuffer piece) {
        checksum.update(piece.duplicate());
        bytes += piece.remaining();
        while (piece.remaining() > memory.remaining()) {
            var fits = piece.slice(piece.position(), memory.remaining());
            piece.position(piece.position() + fits.remaining());
            memory.put(fits);
            spill();
        }
        memory.put(piece);
    }

    private void spill() {
        if (spool == null) {
            spool = new Spool();
        }
        spool.add(memory.flip());
        memory.clear();
    }

    /** CRC-32C, as S3 writes it. */
    String checksum() {
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) checksum.getValue())
                        .array());
    }

    /** All of it, from its beginning. */
    InputStream open() {
        var rest = new BufferStream(memory.duplicate().flip());
        return spool == null ? rest : new SequenceInputStream(spool.open(), rest);
    }

    /** Makes room for the next one. */
    void clear() {
        memory.clear();
        checksum = new CRC32C();
        bytes = 0;
        if (spool != null) {
            spool.clear();
        }
    }

    @Override
    public void close() {
        arena.close();
        if (spool != null) {
            spool.close();
        }
    }
}
