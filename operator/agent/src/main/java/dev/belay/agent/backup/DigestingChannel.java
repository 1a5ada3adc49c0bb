package dev.belay.agent.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Digests what goes into the repository. */
final class DigestingChannel implements WritableByteChannel {
    private final WritableByteChannel out;
    private final Digest digest;

    DigestingChannel(WritableByteChannel out, Digest digest) {
        this.out = out;
        this.digest = digest;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        var length = bytes.remaining();
        digest.add(bytes);
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        return length;
    }

    @Override
    public boolean isOpen() {
        return out.isOpen();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
