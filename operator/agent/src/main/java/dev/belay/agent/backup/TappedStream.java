package dev.belay.agent.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Gives whatever is read from a stream, or skipped, to somebody else, too. */
final class TappedStream extends FilterInputStream {
    private static final int SKIPPED_AT_ONCE = 64 << 10;

    private final Tap tap;

    /** Takes the bytes that were just read. The array is used again. */
    interface Tap {
        void take(byte[] bytes, int offset, int length);
    }

    TappedStream(InputStream in, Tap tap) {
        super(in);
        this.tap = tap;
    }

    /** Writes them to a channel. A failure to write is no failure to read: it is unchecked. */
    static TappedStream copying(InputStream in, WritableByteChannel copy) {
        return new TappedStream(in, (bytes, offset, length) -> write(ByteBuffer.wrap(bytes, offset, length), copy));
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
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

    /** Nothing is read twice. */
    @Override
    public boolean markSupported() {
        return false;
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
