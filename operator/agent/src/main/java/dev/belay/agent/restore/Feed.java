package dev.belay.agent.restore;

import java.io.IOException;
import java.io.OutputStream;

/** Gives a pg_restore an archive as it comes, until it has all that it wants. */
final class Feed extends OutputStream {
    private final PgRestore restore;
    private boolean enough;

    /** @param restore is closed with it */
    Feed(PgRestore restore) {
        this.restore = restore;
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
