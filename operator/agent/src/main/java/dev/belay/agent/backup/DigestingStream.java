package dev.belay.agent.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Digests what is read through it. */
final class DigestingStream extends FilterInputStream {
    private final Digest digest;

    DigestingStream(InputStream in, Digest digest) {
        super(in);
        this.digest = digest;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        var n = in.read(bytes, offset, length);
        if (n > 0) {
            digest.add(bytes, offset, n);
        }
        return n;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 1 << 16)).length; // what is skipped is digested too
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
