package dev.belay.service.jobs;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a failed job waits: exponential, with full jitter, so that those who failed together do not return together. */
final class Backoff {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration MOST = Duration.ofMinutes(10);
    private static final int DOUBLINGS = 20;

    private Backoff() {}

    /**
     * Between nothing and the attempt's ceiling.
     *
     * @param failed calls that failed, this one included: at least 1
     */
    static Duration after(int failed, RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(ceiling(failed).toMillis() + 1));
    }

    /** 1 s, 2 s, 4 s … 10 min. */
    static Duration ceiling(int failed) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failed - 1, DOUBLINGS));
        return doubled.compareTo(MOST) > 0 ? MOST : doubled;
    }
}
