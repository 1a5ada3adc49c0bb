package dev.belay.api.policy;

import dev.belay.api.policy.PolicyRules.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The broken rules that were found so far, and the rules of single fields. */
final class Findings {
    private final List<Violation> violations = new ArrayList<>();

    /** In the order in which they were found. */
    List<Violation> all() {
        return List.copyOf(violations);
    }

    /** Five cron fields that come due some time, in a time zone that there is. */
    void schedule(String field, @Nullable String schedule, @Nullable String timeZone) {
        if (schedule == null) {
            add(field + ".schedule", "is missing; write five cron fields, such as \"0 2 * * *\"");
            return;
        }
        try {
            Schedules.zone(timeZone);
        } catch (IllegalArgumentException e) {
            add(field + ".timeZone", String.valueOf(e.getMessage()));
            return;
        }
        try {
            if (Schedules.next(schedule, timeZone, Instant.EPOCH).isEmpty()) {
                add(field + ".schedule", "'" + schedule + "' never comes due");
            }
        } catch (IllegalArgumentException e) {
            add(field + ".schedule", String.valueOf(e.getMessage()));
        }
    }

    /** A duration, where there is one. */
    void duration(String field, @Nullable String text) {
        if (text == null) {
            return;
        }
        try {
            DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            add(field, String.valueOf(e.getMessage()));
        }
    }

    /** The name of a Secret. */
    @SuppressWarnings("NullAway") // A file that no API server has checked may lack required fields.
    void secret(String field, @Nullable SecretRef secret) {
        required(field, secret == null ? null : secret.secretName());
    }

    /** Not missing, and not blank. */
    void required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            add(field, "is missing");
        }
    }

    void add(String field, String message) {
        violations.add(new Violation(field, message));
    }
}
