package dev.belay.api.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulesTest {
    @ParameterizedTest
    @CsvSource({
        "0 2 * * *,               , 2026-11-21T08:00:00Z, 2026-11-22T02:00:00Z",
        "0 2 * * *, Europe/Berlin , 2026-11-21T08:00:00Z, 2026-11-22T01:00:00Z",
        "0 3 * * 0, Europe/Berlin , 2026-07-01T00:00:00Z, 2026-07-05T01:00:00Z",
        "*/15 * * * *,            , 2026-11-21T08:00:00Z, 2026-11-21T08:15:00Z",
        "0 3 * * SUN,             , 2026-11-21T08:00:00Z, 2026-11-22T03:00:00Z",
        "0 3 13 * 5,              , 2026-11-21T08:00:00Z, 2026-11-27T03:00:00Z",
        "0 3 1 JAN-MAR *,         , 2026-11-21T08:00:00Z, 2027-01-01T03:00:00Z"
    })
    void theNextRunIsReadInItsTimeZone(String schedule, String zone, Instant after, Instant next) {
        assertThat(Schedules.next(schedule, zone, after)).contains(next);
    }

    /** In the spring of 2027 Berlin's clocks leap from 2 to 3 on 28 March; in autumn, on 31 October, 2 to 3 comes twice. */
    @ParameterizedTest
    @CsvSource({
        "30 2 * * *,   Europe/Berlin, 2027-03-27T12:00:00Z, 2027-03-28T01:00:00Z 2027-03-29T00:30:00Z",
        "*/20 2 * * *, Europe/Berlin, 2027-03-27T12:00:00Z, 2027-03-28T01:00:00Z 2027-03-29T00:00:00Z",
        "30 2 * * *,   Europe/Berlin, 2027-10-30T12:00:00Z, 2027-10-31T00:30:00Z 2027-11-01T01:30:00Z",
        "0 1-3 * * *,  Europe/Berlin, 2027-03-27T12:00:00Z, 2027-03-28T00:00:00Z 2027-03-28T01:00:00Z 2027-03-28T23:00:00Z",
        "0 */2 * * *,  Europe/Berlin, 2027-03-27T23:00:00Z, 2027-03-28T01:00:00Z 2027-03-28T02:00:00Z",
        "0 * * * *,    Europe/Berlin, 2027-03-28T00:00:00Z, 2027-03-28T01:00:00Z 2027-03-28T02:00:00Z",
        "30 * * * *,   Europe/Berlin, 2027-03-28T00:30:00Z, 2027-03-28T01:30:00Z 2027-03-28T02:30:00Z",
        "0 * * * *,    Europe/Berlin, 2027-10-30T23:30:00Z, 2027-10-31T00:00:00Z 2027-10-31T01:00:00Z 2027-10-31T02:00:00Z",
        "0 0 * * *,    America/Sao_Paulo, 2018-11-03T12:00:00Z, 2018-11-04T03:00:00Z 2018-11-05T02:00:00Z",
        "15 2 * * *,   Australia/Lord_Howe, 2026-10-03T00:00:00Z, 2026-10-03T15:30:00Z 2026-10-04T15:15:00Z",
        "0 12 30 12 *, Pacific/Apia,  2011-12-01T00:00:00Z, 2011-12-30T10:00:00Z 2012-12-29T22:00:00Z",
        "0 2 * * *,                 , 2026-11-21T08:00:00Z, 2026-11-22T02:00:00Z 2026-11-23T02:00:00Z"
    })
    void everySlotOfTheWallClockComesOnce(String schedule, String zone, Instant after, String expected) {
        var next = after;
        for (var slot : expected.split(" ", -1)) {
            next = Schedules.nextSlot(schedule, zone, next).orElseThrow();
            assertThat(next).isEqualTo(slot);
        }
    }

    /** Whatever the zone: in no order but forwards, none twice, and one a day for a daily schedule. */
    @Test
    void aDailySlotComesOnceADayInEveryZone() {
        var random = new Random();
        var seed = Long.getLong("belay.seed", random.nextLong());
        System.out.println("seed " + seed);
        random.setSeed(seed);
        for (var zone : ZoneId.getAvailableZoneIds().stream().sorted().toList()) {
            if (!zone.matches(Schedules.TIME_ZONE_PATTERN) || random.nextInt(3) > 0) {
                continue;
            }
            var schedule = random.nextInt(60) + " " + random.nextInt(24) + " * * *";
            var start = LocalDate.of(2020 + random.nextInt(15), 1, 1)
                    .atStartOfDay(ZoneId.of(zone))
                    .toInstant()
                    .minusMillis(1);
            var slot = start;
            for (var day = 0; day < 366; day++) {
                var before = slot;
                slot = Schedules.nextSlot(schedule, zone, slot).orElseThrow();
                assertThat(slot).as("seed %d, %s in %s", seed, schedule, zone).isAfter(before);
                assertThat(dayOf(slot, ZoneId.of(zone)))
                        .as("seed %d, %s in %s", seed, schedule, zone)
                        .isEqualTo(dayOf(start.plusMillis(1), ZoneId.of(zone)).plusDays(day));
            }
        }
    }

    /** A slot that was leapt over belongs to the day that the leap begins on, which may be over with it. */
    private static LocalDate dayOf(Instant slot, ZoneId zone) {
        var leap = zone.getRules().nextTransition(slot.minusMillis(1));
        return leap != null && leap.isGap() && leap.getInstant().equals(slot)
                ? leap.getDateTimeBefore().toLocalDate()
                : slot.atZone(zone).toLocalDate();
    }

    /** What the API server would refuse in a CronJob is refused here, with words. */
    @ParameterizedTest
    @ValueSource(strings = {"0 3 * * 7", "60 3 * * *", "0 24 * * *", "0 3 0 * *", "0 3 * 13 *", "0 3 * * *  *"})
    void whatACronJobWouldNotTakeIsRefused(String schedule) {
        assertThatIllegalArgumentException().isThrownBy(() -> Schedules.next(schedule, null, Instant.EPOCH));
    }

    @Test
    void durationsReadAndWriteAlike() {
        assertThat(DurationText.parse("1d12h")).isEqualTo(Duration.ofHours(36));
        assertThat(DurationText.format(Duration.ofSeconds(90))).isEqualTo("1m30s");
        assertThat(DurationText.format(Duration.ZERO)).isEqualTo("0s");
    }
}
