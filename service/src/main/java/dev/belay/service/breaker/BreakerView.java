package dev.belay.service.breaker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A breaker as {@code /health} and {@code /api/v1/breakers} show it.
 *
 * @param name of the provider
 * @param state now
 * @param reason why it tripped; null while closed
 * @param since when the state began
 * @param until when an open breaker will probe
 */
public record BreakerView(
        String name,
        State state,
        @Nullable String reason,
        Instant since,
        @Nullable Instant until) {
    public static BreakerView of(BreakerRow row) {
        return new BreakerView(row.provider(), row.state(), row.reason(), row.since(), row.openedUntil());
    }
}
