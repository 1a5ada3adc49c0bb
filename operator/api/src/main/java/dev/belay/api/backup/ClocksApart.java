package dev.belay.api.backup;

import java.time.Duration;
import java.time.Instant;

/** The time of a backup, as another machine's clock had it. */
public final class ClocksApart {
    /** How far two machines' clocks may differ without anything being wrong. */
    private static final Duration AT_MOST = Duration.ofMinutes(5);

    private ClocksApart() {}

    /** Whether a moment is so far ahead that a clock is wrong, or was: nobody knows how old what bears it is. */
    public static boolean isFromTheFuture(Instant moment, Instant now) {
        return moment.isAfter(now.plus(AT_MOST));
    }
}
