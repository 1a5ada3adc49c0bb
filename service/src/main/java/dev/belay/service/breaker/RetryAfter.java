package dev.belay.service.breaker;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The header Retry-After, RFC 9110 section 10.2.3. */
public final class RetryAfter {
    // More would overflow an instant; it is capped far below by the breaker's maxRetryAfter anyway.
    private static final int DIGITS = 9;

    private RetryAfter() {}

    /**
     * The moment that the header means.
     *
     * @param value seconds or an HTTP date; anything else, as a provider may answer anything, is as good as none
     */
    public static Optional<Instant> parse(@Nullable String value, Instant now) {
        if (value == null) {
            return Optional.empty();
        }
        String text = value.strip();
        if (text.matches("\\d+")) {
            long seconds = text.length() > DIGITS ? 999_999_999L : Long.parseLong(text);
            return Optional.of(now.plus(Duration.ofSeconds(seconds)));
        }
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
