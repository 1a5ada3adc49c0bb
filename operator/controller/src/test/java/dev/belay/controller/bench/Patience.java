package dev.belay.controller.bench;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what is bound to happen. */
final class Patience {
    /** Who looks takes part: the operator that is measured answers each time. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private Patience() {}

    static void await(Duration limit, String what, BooleanSupplier holds) {
        var deadline = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited " + limit.toSeconds() + " s in vain until " + what);
            }
            pause(LOOK);
        }
    }

    @SuppressWarnings("ThreadSleep")
    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
