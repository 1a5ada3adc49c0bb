package dev.belay.agent.restore;

import java.io.IOException;
import java.io.OutputStream;

/** Gives a pg_restore an archive as it comes, until it has all that it wants. */
final class Feed extends OutputStream {
    private final Reader restore;
    private boolean enough;

    /** @param restore is closed with it */
    Feed(Reader restore) {
        this.restore = restore;
    }

    /** A program that reads what it is fed. */
    interface Reader extends AutoCloseable {
        OutputStream input();

        /** Ends its input and waits for its end, which must be a good one. */
        void mustSucceed();

        /** Waits for its end, which must be a good one. */
        void throwIfFailed();

        @Override
        void close();
    }

    /** One that has had the head of an archive. */
    static Feed behind(ScratchFile head, Reader restore) {
        var feed = new Feed(restore);
        try {
            head.copyTo(feed);
            return feed;
        } catch (RuntimeException | Error e) {
            feed.close();
            throw e;
        }
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        if (enough) {
            return;
        }
        try {
            restore.input().write(bytes, from, length);
        } catch (IOException e) {
            restore.throwIfFailed(); // its own words say why it left
            enough = true;
        }
    }

    /** Tells it that this was all, and waits for its end. */
    void mustSucceed() {
        restore.mustSucceed();
    }

    @Override
    public void close() {
        restore.close();
    }
}
