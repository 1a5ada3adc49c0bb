package dev.belay.service.breaker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A breaker's state as all replicas share it.
 *
 * @param provider whose
 * @param state now
 * @param openedUntil when an open breaker may probe; null in the other states
 * @param generation grows by one with every change: what a compare-and-set compares
 * @param reason why it last tripped, such as {@code 5 × 429 in 30s}; null while closed
 * @param since when the state began
 * @param probes calls let through and not yet answered, by all replicas; 0 unless half open
 * @param probesUntil when those calls count as lost with the replica that made them
 */
public record BreakerRow(
        String provider,
        State state,
        @Nullable Instant openedUntil,
        long generation,
        @Nullable String reason,
        Instant since,
        int probes,
        @Nullable Instant probesUntil) {

    /** Never tripped. Its generation, 0, stands for a row that no store has yet. */
    static BreakerRow closed(String provider, Instant now) {
        return new BreakerRow(provider, State.CLOSED, null, 0, null, now, 0, null);
    }

    BreakerRow atGeneration(long number) {
        return new BreakerRow(provider, state, openedUntil, number, reason, since, probes, probesUntil);
    }
}
