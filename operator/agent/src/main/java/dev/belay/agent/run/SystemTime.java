package dev.belay.agent.run;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The machine's clock, until somebody asks us to end. */
public final class SystemTime implements Runs.Time {
    /** In which the clock may be set, the machine sleep, and the policy change: so we look more often than we must. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(20);

    private final CountDownLatch ending = new CountDownLatch(1);

    /** Asks whoever waits to end. */
    public void end() {
        ending.countDown();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public boolean pass(Duration duration) {
        try {
            var sleep = duration.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : duration;
            return !ending.await(sleep.toMillis() + 1, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean isEnding() {
        return ending.getCount() == 0;
    }
}
