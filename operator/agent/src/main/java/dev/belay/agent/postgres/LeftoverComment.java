package dev.belay.agent.postgres;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What stands as comment on a database that a restore is filling.
 *
 * @param belay {@link #RESTORE}
 * @param backup that is restored
 * @param startedAt by the server's clock, RFC 3339
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record LeftoverComment(String belay, String backup, String startedAt) {
    private static final String RESTORE = "restore";
    private static final ObjectMapper JSON = new ObjectMapper();

    static LeftoverComment of(String backup, String startedAt) {
        return new LeftoverComment(RESTORE, backup, startedAt);
    }

    /** Reads one; empty for a comment that is not ours. */
    static Optional<LeftoverComment> parse(String text) {
        try {
            return Optional.ofNullable(JSON.readValue(text, LeftoverComment.class))
                    .filter(comment -> RESTORE.equals(comment.belay));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** Whether it began so long before a moment; no if it does not say when. */
    boolean isOlder(Duration age, Instant now) {
        try {
            return startedAt != null && Instant.parse(startedAt).isBefore(now.minus(age));
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    String text() {
        return Json.line(this);
    }
}
