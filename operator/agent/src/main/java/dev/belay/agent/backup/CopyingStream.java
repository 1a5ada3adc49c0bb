package dev.belay.agent.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes whatever is read from it to a channel, too. A failure to write is no failure to read: it is unchecked. */
final class CopyingStream extends FilterInputStream {
    private static final int SKIPPED_AT_ONCE = 64 << 10;

    private final WritableByteChannel copy;

    CopyingStream(InputStream in, WritableByteChannel copy) {
        super(in);
        this.copy = copy;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        var count = super.read(bytes, offset, length);
        if (count > 0) {
            write(ByteBuffer.wrap(bytes, offset, count));
        }
        return count;
    }

    /** What is skipped is copied all the same. */
    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, SKIPPED_AT_ONCE)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                copy.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
