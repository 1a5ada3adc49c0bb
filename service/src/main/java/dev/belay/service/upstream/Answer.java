package dev.belay.service.upstream;

import dev.belay.service.breaker.Outcome;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of a call.
 *
 * @param status of HTTP; 0 where no answer came
 * @param outcome for the breaker
 * @param error for people, where it did not go well
 */
public record Answer(int status, Outcome outcome, @Nullable String error) {

    /** Whether the provider has done what was asked. */
    public boolean done() {
        return status >= 200 && status < 300;
    }

    /** Whether asking again may help: not where the provider understood, and said no. */
    public boolean worthAnotherTry() {
        return switch (status) {
            case 401, 403, 408, 409, 425, 429 -> true;
            default -> status == 0 || status >= 500;
        };
    }

    /** The moment before which the provider wants no call. */
    public Optional<Instant> retryAfter() {
        return outcome instanceof Outcome.Failed failed ? Optional.ofNullable(failed.retryAfter()) : Optional.empty();
    }
}
