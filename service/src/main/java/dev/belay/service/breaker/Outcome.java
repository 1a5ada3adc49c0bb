package dev.belay.service.breaker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a call came to, as far as a breaker cares. */
public sealed interface Outcome {
    /** The provider answered, and not with a sign of distress. */
    record Fine() implements Outcome {}

    /**
     * It refused, failed or did not answer.
     *
     * @param label what is counted in the reason: {@code 429}, {@code timeout}
     * @param retryAfter the moment before which the provider wants no call; null where it named none
     */
    record Failed(String label, @Nullable Instant retryAfter) implements Outcome {}

    /** No call was made after all: a probe is given back. */
    record NotMade() implements Outcome {}

    /** No answer came in time. */
    static Failed late() {
        return new Failed("timeout", null);
    }

    /** There was no connection, or it broke off. */
    static Failed unreachable() {
        return new Failed("connection failure", null);
    }

    /**
     * The outcome of an answer.
     *
     * @param status of HTTP: 403, 429 and 5xx count as failures
     * @param retryAfter the header, in either form
     */
    static Outcome of(int status, @Nullable String retryAfter, Instant now) {
        if (status != 403 && status != 429 && status < 500) {
            return new Fine();
        }
        return new Failed(
                Integer.toString(status), RetryAfter.parse(retryAfter, now).orElse(null));
    }
}
