package dev.belay.api.policy;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRulesException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cron schedules as Kubernetes' CronJob reads them: five fields, and a time zone of their own. */
public final class Schedules {
    /** Five fields of the characters that cron knows; what they mean is checked by {@link #next}. */
    public static final String CRON_PATTERN = "^[0-9A-Za-z*,/?-]+( +[0-9A-Za-z*,/?-]+){4}$";

    /** An IANA name such as {@code Europe/Berlin} or {@code Etc/GMT+1}. */
    public static final String TIME_ZONE_PATTERN = "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$";

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private Schedules() {}

    /**
     * The first run after a moment.
     *
     * @return empty if the schedule never comes due again, such as on 30 February
     * @throws IllegalArgumentException if the schedule or the time zone cannot be read, with a message for people
     */
    public static Optional<Instant> next(String schedule, @Nullable String timeZone, Instant after) {
        var zone = zone(timeZone);
        return ExecutionTime.forCron(PARSER.parse(schedule).validate())
                .nextExecution(after.atZone(zone))
                .map(ZonedDateTime::toInstant);
    }

    private static ZoneId zone(@Nullable String timeZone) {
        if (timeZone == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(timeZone);
        } catch (ZoneRulesException e) {
            throw new IllegalArgumentException(
                    "'" + timeZone + "' is not a known time zone; write an IANA name such as Europe/Berlin", e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + timeZone + "' is not a time zone; write an IANA name such as Europe/Berlin", e);
        }
    }
}
