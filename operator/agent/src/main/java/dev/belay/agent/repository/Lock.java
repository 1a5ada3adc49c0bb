package dev.belay.agent.repository;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A store's promise to delete an object for nobody.
 *
 * @param until null for one without an end, which somebody must lift
 */
public record Lock(@Nullable Instant until) {
    /** The longest one last. */
    public static final Comparator<Lock> BY_END =
            Comparator.comparing(lock -> Objects.requireNonNullElse(lock.until(), Instant.MAX));
}
