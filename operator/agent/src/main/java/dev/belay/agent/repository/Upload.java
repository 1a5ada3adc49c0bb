package dev.belay.agent.repository;

import java.nio.channels.WritableByteChannel;

/** An object on its way. Closing it before it is complete abandons it and leaves nothing behind. */
public interface Upload extends AutoCloseable {
    /** Takes the object's bytes in order; closing it means nothing. */
    WritableByteChannel channel();

    /** Makes the object visible, durably, with what was written so far. */
    void complete();

    @Override
    void close();
}
