package dev.belay.api.policy;

import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRulesException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Cron schedules as Kubernetes' CronJob reads them: five fields, and a time zone of their own. */
public final class Schedules {
    /** Five fields of the characters that cron knows; what they mean is checked by {@link #next}. */
    public static final String CRON_PATTERN = "^[0-9A-Za-z*,/?-]+( +[0-9A-Za-z*,/?-]+){4}$";

    /** What is said of a schedule that has not that form. */
    static final String CRON_WORDS =
            "write five cron fields: minute, hour, day of month, month, day of week, such as 0 2 * * *; no @daily";

    /** An IANA name such as {@code Europe/Berlin} or {@code Etc/GMT+1}. */
    public static final String TIME_ZONE_PATTERN = "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$";

    private static final Pattern EVERY_HOUR = Pattern.compile("^\\S+ +\\*(/1)? ");

    /** As Kubernetes reads it: Sunday is 0, and 7 is none of its days. */
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.defineCron()
            .withMinutes()
            .withStrictRange()
            .and()
            .withHours()
            .withStrictRange()
            .and()
            .withDayOfMonth()
            .withStrictRange()
            .and()
            .withMonth()
            .withStrictRange()
            .and()
            .withDayOfWeek()
            .withValidRange(0, 6)
            .withMondayDoWValue(1)
            .withStrictRange()
            .and()
            .instance());

    /** To read a schedule costs more than to find its next run, and an operator of thousands of policies sees few. */
    private static final Map<String, ExecutionTime> RECENT = Collections.synchronizedMap(new Recent());

    private Schedules() {}

    /**
     * The first run after a moment.
     *
     * @return empty if the schedule never comes due again, such as on 30 February
     * @throws IllegalArgumentException if the schedule or the time zone cannot be read, with a message for people
     */
    public static Optional<Instant> next(String schedule, @Nullable String timeZone, Instant after) {
        var zone = zone(timeZone);
        return execution(schedule).nextExecution(after.atZone(zone)).map(ZonedDateTime::toInstant);
    }

    /**
     * The first run after a moment, for who keeps the schedule without Kubernetes: also in the nights when clocks are
     * set, every run of the wall clock comes exactly once. A time that the clock leaps over comes due where it lands; of
     * a time that it shows twice, the first counts. Schedules of every hour ({@code *}) are no times of a wall clock: they
     * go on through both hours. (A CronJob leaves out what is leapt over.)
     *
     * @return empty if the schedule never comes due again
     * @throws IllegalArgumentException as {@link #next}
     */
    public static Optional<Instant> nextSlot(String schedule, @Nullable String timeZone, Instant after) {
        var zone = zone(timeZone);
        var execution = execution(schedule);
        return EVERY_HOUR.matcher(schedule).find()
                ? inEveryHour(execution, zone, after)
                : onTheWallClock(execution, zone, after);
    }

    /** Wall clocks are read as if they were never set; what they showed then is put in its place. */
    private static Optional<Instant> onTheWallClock(ExecutionTime execution, ZoneId zone, Instant after) {
        var wall = after.atZone(zone).toLocalDateTime().atZone(ZoneOffset.UTC);
        for (var next = execution.nextExecution(wall); next.isPresent(); next = execution.nextExecution(next.get())) {
            var slot = instant(next.get().toLocalDateTime(), zone);
            if (slot.isAfter(after)) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }

    private static Instant instant(LocalDateTime wall, ZoneId zone) {
        var transition = zone.getRules().getTransition(wall);
        return transition != null && transition.isGap()
                ? transition.getInstant()
                : wall.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    }

    private static Optional<Instant> inEveryHour(ExecutionTime execution, ZoneId zone, Instant after) {
        var from = after;
        while (true) {
            var offset = zone.getRules().getOffset(from);
            var next = execution.nextExecution(from.atZone(offset)).map(ZonedDateTime::toInstant);
            var transition = zone.getRules().nextTransition(from);
            if (next.isEmpty() || transition == null || next.get().isBefore(transition.getInstant())) {
                return next;
            }
            // Cron's next is after a moment, and the transition itself may be one; at it the other offset holds.
            var landed = execution.nextExecution(transition
                    .getInstant()
                    .minusSeconds(1)
                    .atOffset(transition.getOffsetAfter())
                    .toZonedDateTime());
            if (landed.isPresent() && landed.get().toInstant().equals(transition.getInstant())) {
                return landed.map(ZonedDateTime::toInstant);
            }
            from = transition.getInstant();
        }
    }

    private static ExecutionTime execution(String schedule) {
        return RECENT.computeIfAbsent(
                schedule, text -> ExecutionTime.forCron(PARSER.parse(text).validate()));
    }

    private static final class Recent extends LinkedHashMap<String, ExecutionTime> {
        private static final int MOST = 256;
        private static final long serialVersionUID = 1;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ExecutionTime> eldest) {
            return size() > MOST;
        }
    }

    /** @throws IllegalArgumentException if there is no such time zone, with a message for people */
    static ZoneId zone(@Nullable String timeZone) {
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
