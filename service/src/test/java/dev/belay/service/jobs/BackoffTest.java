package dev.belay.service.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "5, 16", "10, 512", "11, 600", "21, 600", "1000, 600"})
    void doublesUpToItsCap(int failed, int seconds) {
        assertThat(Backoff.ceiling(failed)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void isAnywhereBelowTheCeiling() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long[] waits = random.longs(1000, 1, 9)
                .map(failed -> Backoff.after((int) failed, random).toMillis()
                        * 1000
                        / Backoff.ceiling((int) failed).toMillis())
                .sorted()
                .toArray();
        assertThat(waits[0]).isBetween(0L, 100L);
        assertThat(waits[500]).isBetween(350L, 650L);
        assertThat(waits[999]).isBetween(900L, 1000L);
    }
}
