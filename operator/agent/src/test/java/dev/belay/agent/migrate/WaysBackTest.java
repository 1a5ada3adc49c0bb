package dev.belay.agent.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaysBackTest {
    private static final String BACKUP = "20260101T083000Z-daily-000001";
    private static final String OTHER = "20260102T083000Z-daily-000002";

    @TempDir
    Path folder;

    @Test
    void theBackupOfAMigrationIsNeededUntilItsEnd() {
        var progress = new Progress() {};
        var ways = new WaysBack(folder.resolve("state"), progress);
        ways.mustNotNeed(BACKUP);
        try (var migration = new OpenMigration(folder.resolve("state"), "my shop", progress)) {
            migration.begin("belay backup restore " + BACKUP + " --into 'my shop' --swap");
            assertThatThrownBy(() -> ways.mustNotNeed(BACKUP))
                    .hasMessageContaining("backup " + BACKUP + " is the way back of a migration of my shop that runs")
                    .satisfies(e -> assertThat(((AgentException) e).reason()).isEqualTo(Reason.BackupProtected));
            ways.mustNotNeed(OTHER);
        }
        ways.mustNotNeed(BACKUP);
    }
}
