package dev.belay.service.breaker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A breaker's answer to: may I call? */
public sealed interface Permit {
    /**
     * Yes.
     *
     * @param probe one of the few calls of a half-open breaker; its outcome decides and must be recorded
     */
    record Granted(boolean probe) implements Permit {}

    /**
     * No.
     *
     * @param until when asking again makes sense
     * @param reason why the breaker tripped
     */
    record Refused(Instant until, @Nullable String reason) implements Permit {}
}
