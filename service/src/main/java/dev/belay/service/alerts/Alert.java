package dev.belay.service.alerts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message on the websocket.
 *
 * @param type {@code breaker}
 * @param time when it happened
 * @param name of the provider
 * @param from state before
 * @param to state now
 * @param reason why
 * @param since when the state began
 * @param until when an open breaker will probe
 * @param topics paused by it; empty once they go on
 */
public record Alert(
        String type,
        Instant time,
        String name,
        String from,
        String to,
        @Nullable String reason,
        Instant since,
        @Nullable Instant until,
        List<String> topics) {}
