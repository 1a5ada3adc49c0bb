package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackupIdTest {
    private static final Instant TIME = Instant.parse("2026-11-21T08:30:00Z");

    @Test
    void tellsItsTimeAndTier() {
        var id = BackupId.create(TIME, "daily", new Random(1));
        assertThat(id).matches("20261121T083000Z-daily-[0-9a-f]{6}");
        assertThat(BackupId.time(id)).contains(TIME);
        assertThat(BackupId.create(TIME, null, new Random(1))).startsWith("20261121T083000Z-manual-");
    }

    @Test
    void whatIsNoIdHasNoTime() {
        assertThat(BackupId.time("../../etc")).isEmpty();
        assertThat(BackupId.time("20261121T083000Z")).isEmpty();
        assertThat(BackupId.time("20269921T083000Z-daily-3f9a")).isEmpty();
        assertThat(BackupId.time("20261121T083000Z-daily-3f9a/..")).isEmpty();
    }
}
