package dev.belay.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulesTest {
    @ParameterizedTest
    @CsvSource({
        "0 2 * * *,               , 2026-11-21T08:00:00Z, 2026-11-22T02:00:00Z",
        "0 2 * * *, Europe/Berlin , 2026-11-21T08:00:00Z, 2026-11-22T01:00:00Z",
        "0 3 * * 0, Europe/Berlin , 2026-07-01T00:00:00Z, 2026-07-05T01:00:00Z",
        "*/15 * * * *,            , 2026-11-21T08:00:00Z, 2026-11-21T08:15:00Z"
    })
    void theNextRunIsReadInItsTimeZone(String schedule, String zone, Instant after, Instant next) {
        assertThat(Schedules.next(schedule, zone, after)).contains(next);
    }

    @Test
    void durationsReadAndWriteAlike() {
        assertThat(DurationText.parse("1d12h")).isEqualTo(Duration.ofHours(36));
        assertThat(DurationText.format(Duration.ofSeconds(90))).isEqualTo("1m30s");
        assertThat(DurationText.format(Duration.ZERO)).isEqualTo("0s");
    }
}
