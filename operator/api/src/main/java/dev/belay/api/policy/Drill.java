package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A regular real restore of the newest backup into a throwaway PostgreSQL.
 *
 * @param schedule five cron fields
 * @param timeZone IANA name; UTC where left out
 * @param readiness statements that must run without an error on the restored database
 * @param integrity queries whose first column of the first row must be true on the restored database
 * @param image with the PostgreSQL to restore into; the agent's own where left out
 */
// A pattern's own message would be a regular expression.
@ValidationRule(
        value = "self.schedule.matches('" + Schedules.CRON_PATTERN + "')",
        message = Schedules.CRON_WORDS,
        fieldPath = ".schedule")
public record Drill(
        @Required
        @Size(max = 100)
        @JsonPropertyDescription("When to restore the newest backup into a throwaway PostgreSQL, as five cron fields.")
        String schedule,

        @Pattern(Schedules.TIME_ZONE_PATTERN)
        @Size(max = 64)
        @JsonPropertyDescription("Time zone that the schedule is read in, by its IANA name. Default: UTC.")
        @Nullable
        String timeZone,

        @Size(max = 64)
        @JsonPropertyDescription("SQL statements that must run without an error on the restored database.")
        List<String> readiness,

        @Size(max = 64)
        @JsonPropertyDescription("SQL queries whose first column must be true on the restored database.")
        List<String> integrity,

        @Size(min = 1, max = 512)
        @JsonPropertyDescription(
                "Image with the PostgreSQL to restore into, such as one with PostGIS; runs beside the agent as a native sidecar (Kubernetes 1.29 and later). Default: the PostgreSQL of the agent's image.")
        @Nullable
        String image) {

    @SuppressWarnings("NullAway") // A document may leave the lists out.
    public Drill {
        readiness = readiness == null ? List.of() : List.copyOf(readiness);
        integrity = integrity == null ? List.of() : List.copyOf(integrity);
    }
}
