package dev.belay.service.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A component in the answer of {@code /health}.
 *
 * @param status how it is
 * @param latencyMs how long the last look took
 * @param reason why it is not just up
 * @param since when it became so
 * @param type of the component, where it comes in several
 */
public record Component(
        Status status,
        long latencyMs,
        @Nullable String reason,
        Instant since,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String type) {}
