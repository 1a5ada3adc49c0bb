package dev.belay.agent.backup;

import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.repository.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Sends bytes of no meaning the way that a dump will go, and into nothing. pg_dump reads the catalog for a while before
 * it writes; what the JVM compiles in that time runs fast from the dump's first byte on. It costs the backup nothing:
 * the work has no other use for the time.
 */
public final class Rehearsal {
    private static final byte[] ROW =
            "1234567\tsome words of text\t2026-11-21 08:30:00+00\t\\N\t12.50\n".getBytes(StandardCharsets.US_ASCII);
    /** 32 MiB: more compiles nothing more. */
    private static final int MOST_PIECES = 256;

    /** What is compiled is compiled for the whole process: another database, or another try, has nothing to gain. */
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private Rehearsal() {}

    /** Goes on until it is time, and not for ever; once in a process. */
    public static void until(BooleanSupplier time, Encryption encryption) {
        if (BEGUN.getAndSet(true)) {
            return;
        }
        try (var object = new ObjectWriter(new Nowhere(), encryption, "rehearsal")) {
            for (var i = 0; i < MOST_PIECES && !time.getAsBoolean(); i++) {
                var piece = object.take();
                fill(piece);
                object.give(piece);
            }
        } catch (IOException e) {
            return; // the performance will show it
        }
    }

    private static void fill(HandOff.Piece piece) {
        piece.length = piece.bytes.length;
        for (var at = 0; at < piece.length; at += ROW.length) {
            System.arraycopy(ROW, 0, piece.bytes, at, Math.min(ROW.length, piece.length - at));
        }
    }

    /** An object of which nothing stays. */
    private record Nowhere() implements Upload, WritableByteChannel {
        @Override
        public WritableByteChannel channel() {
            return this;
        }

        @Override
        public int write(ByteBuffer bytes) {
            var length = bytes.remaining();
            bytes.position(bytes.limit());
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void complete() {
            throw new IllegalStateException("a rehearsal is not completed");
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
