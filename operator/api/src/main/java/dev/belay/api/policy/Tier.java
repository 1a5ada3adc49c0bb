package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One schedule with its retention.
 *
 * @param name unique in the policy; ends up in the names of CronJobs, so a short DNS label
 * @param schedule five cron fields, as a Kubernetes CronJob reads them
 * @param timeZone IANA name; UTC where left out
 * @param method how the database is read; {@link Method#LOGICAL} where left out
 * @param keep retention; backups stay for ever where left out
 */
// A pattern's own message would be a regular expression.
@ValidationRule(
        value = "self.schedule.matches('" + Schedules.CRON_PATTERN + "')",
        message = Schedules.CRON_WORDS,
        fieldPath = ".schedule")
public record Tier(
        @Required
        @Pattern(Tier.NAME_PATTERN)
        @Size(min = 1, max = Tier.LONGEST_NAME)
        @JsonPropertyDescription("Name of the tier, unique in the policy, such as daily.")
        String name,

        @Required
        @Size(max = 100)
        @JsonPropertyDescription("When to run, as five cron fields: minute, hour, day of month, month, day of week.")
        String schedule,

        @Pattern(Schedules.TIME_ZONE_PATTERN)
        @Size(max = 64)
        @JsonPropertyDescription(
                "Time zone that the schedule is read in, by its IANA name, such as Europe/Berlin. Default: UTC.")
        @Nullable
        String timeZone,

        @JsonPropertyDescription("How the database is read: logical (pg_dump). Default: logical.") @Nullable
        Method method,

        @JsonPropertyDescription("How long backups of this tier stay. Default: for ever.") @Nullable
        Keep keep) {
    static final String NAME_PATTERN = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
    static final int LONGEST_NAME = 20;

    /**
     * The tier that keeps its backups longest and not for ever, or, if all do, any: a backup that no schedule makes counts
     * to it. Of several it is the first.
     */
    public static Optional<Tier> keptLongest(List<Tier> tiers) {
        return tiers.stream().max(Comparator.comparing(Tier::age));
    }

    private Duration age() {
        return keep == null ? Duration.ZERO : DurationText.parse(keep.duration());
    }
}
