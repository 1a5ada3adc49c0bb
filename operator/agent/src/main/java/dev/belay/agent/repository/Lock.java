package dev.belay.agent.repository;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A store's promise to delete an object for nobody.
 *
 * @param until null for one without an end, which somebody must lift
 */
public record Lock(@Nullable Instant until) {}
