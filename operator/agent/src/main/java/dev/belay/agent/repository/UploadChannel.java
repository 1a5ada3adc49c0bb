package dev.belay.agent.repository;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Passes bytes on; its close means nothing, since only completing an upload ends it. */
record UploadChannel(Target target) implements WritableByteChannel {

    /** Takes what it can of a buffer. */
    interface Target {
        int write(ByteBuffer bytes) throws IOException;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return target.write(bytes);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // see above
    }
}
