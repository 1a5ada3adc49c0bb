package dev.belay.agent.backup;

import dev.belay.agent.repository.BlockStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Gives whatever is read from a stream, or skipped, to somebody else, too. */
final class TappedStream extends BlockStream {
    private static final int SKIPPED_AT_ONCE = 64 << 10;

    private final InputStream in;
    private final Tap tap;

    /** Takes the bytes that were just read. The array is used again. */
    interface Tap {
        void take(byte[] bytes, int offset, int length);
    }

    TappedStream(InputStream in, Tap tap) {
        this.in = in;
        this.tap = tap;
    }

    /** Writes them to a channel. A failure to write is no failure to read: it is unchecked. */
    static TappedStream copying(InputStream in, WritableByteChannel copy) {
        return new TappedStream(in, (bytes, offset, length) -> write(ByteBuffer.wrap(bytes, offset, length), copy));
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        var count = in.read(bytes, offset, length);
        if (count > 0) {
            tap.take(bytes, offset, count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, SKIPPED_AT_ONCE)).length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static void write(ByteBuffer bytes, WritableByteChannel copy) {
        try {
            while (bytes.hasRemaining()) {
                copy.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
