package dev.belay.service.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, 2026-11-21T12:00:00Z",
        "120, 2026-11-21T12:02:00Z",
        "' 5 ', 2026-11-21T12:00:05Z",
        "99999999999999999999, 2058-07-30T13:46:39Z",
        "'Sat, 21 Nov 2026 12:30:00 GMT', 2026-11-21T12:30:00Z",
        "'Sun, 06 Nov 1994 08:49:37 GMT', 1994-11-06T08:49:37Z"
    })
    void bothForms(String header, Instant meant) {
        assertThat(RetryAfter.parse(header, NOW)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "1.5", "Sat, 99 Nov 2026 12:30:00 GMT", "12:30"})
    void anythingElseIsNone(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isEmpty();
    }

    @Test
    void noHeaderIsNone() {
        assertThat(RetryAfter.parse(null, NOW)).isEmpty();
    }
}
