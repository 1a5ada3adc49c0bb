package dev.belay.agent.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A request to end (SIGTERM, Ctrl-C): who works is told, and our process stays until the work is closed or the patience
 * is at its end.
 */
final class AskedToEnd implements AutoCloseable {
    private final CountDownLatch finished = new CountDownLatch(1);

    private AskedToEnd() {}

    /**
     * From now on.
     *
     * @param tell what lets the work come to its end, soon
     * @param patience how long it may take to tidy up behind itself
     */
    static AskedToEnd then(Runnable tell, Duration patience) {
        var asked = new AskedToEnd();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> asked.end(tell, patience)));
        return asked;
    }

    private void end(Runnable tell, Duration patience) {
        tell.run();
        try {
            if (!finished.await(patience.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("belay: ended before everything was tidied up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work is done: our process may end. */
    @Override
    public void close() {
        finished.countDown();
    }
}
