package dev.belay.service.config;

import java.time.Duration;

/**
 * When a provider's breaker trips and how it comes back.
 *
 * @param failures within {@code window} that trip it, at least 1
 * @param window how long a failure counts
 * @param cooldown how long it stays open, at least; a provider's Retry-After can make it longer
 * @param probes calls let through at once while it is half open, by all replicas together, at least 1
 * @param maxRetryAfter the longest Retry-After that is believed
 */
public record BreakerSettings(int failures, Duration window, Duration cooldown, int probes, Duration maxRetryAfter) {
    public static final BreakerSettings DEFAULTS =
            new BreakerSettings(5, Duration.ofSeconds(30), Duration.ofSeconds(30), 1, Duration.ofHours(1));
}
