package dev.belay.faults.tap;

import java.io.IOException;

/** Counts what passes, and acts once when a number is reached. */
public final class Trigger {
    /** What is done there. */
    public interface Action {
        /**
         * Acts.
         *
         * @param bytes what is about to be passed on; the counted one may be changed
         * @param index of the counted byte
         * @throws IOException to break the connection instead
         */
        void act(byte[] bytes, int index) throws IOException;
    }

    private long count;
    private long at = Long.MAX_VALUE;
    private Action action = (bytes, index) -> {};
    private volatile boolean fired;

    /** Acts at the n-th from here on. */
    public synchronized void arm(long n, Action next) {
        count = 0;
        at = n;
        action = next;
        fired = false;
    }

    /** Counts from nought and acts no more. */
    public synchronized void disarm() {
        arm(Long.MAX_VALUE, (bytes, index) -> {});
    }

    public synchronized long count() {
        return count;
    }

    boolean hasFired() {
        return fired;
    }

    /** Counts one thing that has no bytes. */
    void one() throws IOException {
        pass(new byte[1], 1);
    }

    /** Counts bytes that are about to be passed on. The action runs on the thread that passes them: it holds it up. */
    void pass(byte[] bytes, int length) throws IOException {
        int index;
        Action now;
        synchronized (this) {
            var before = count;
            count += length;
            if (fired || count < at) {
                return;
            }
            fired = true;
            index = (int) (at - 1 - before);
            now = action;
        }
        now.act(bytes, index);
    }
}
