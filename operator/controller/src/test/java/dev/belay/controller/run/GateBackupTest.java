package dev.belay.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.controller.real.Documents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateBackupTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

    /** Origin, phase and end of another Backup; whether that of 02:30 is taken: a migration followed the other one. */
    @ParameterizedTest
    @CsvSource({
        "gate, Succeeded, 02:29:59, true",
        "gate, Succeeded, 02:30:01, false",
        "migration, Succeeded, 02:45:00, false",
        "migration, Failed, 02:45:00, true",
        "migration, Running, 02:45:00, true",
        "scheduled, Succeeded, 02:30:01, true"
    })
    void aMigrationThatIsDeletedHasStillBeen(String origin, String phase, String completedAt, boolean opens) {
        var night = backup("", "Succeeded", "2026-11-21T02:30:00Z", "2026-11-21T02:30:00Z");
        var other = backup(
                ", labels: {belay.dev/origin: " + origin + "}",
                phase,
                "2026-11-21T02:10:00Z",
                "2026-11-21T" + completedAt + "Z");
        assertThat(recent(night, other).isPresent()).isEqualTo(opens);
        assertThat(recent(other, night).isPresent()).isEqualTo(opens);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Succeeded | 2026-11-21T02:30:00Z |                                                         | true
            Succeeded | 2026-11-21T02:00:00Z |                                                         | true
            Succeeded | 2026-11-21T01:59:59Z |                                                         | false
            Succeeded | 2026-11-21T03:30:00Z |                                                         | false
            Failed    | 2026-11-21T02:30:00Z |                                                         | false
            Succeeded | 2026-11-21T02:30:00Z | , deletionTimestamp: '2026-11-21T02:59:00Z'             | false
            Succeeded | 2026-11-21T02:30:00Z | , annotations: {belay.dev/gone: '2026-11-21T02:59:00Z'} | false
            """)
    void aGateOpensBehindWhatIsThereAndStays(String phase, String startedAt, @Nullable String metadata, boolean opens) {
        var backup = backup(metadata == null ? "" : metadata, phase, startedAt, startedAt);
        assertThat(recent(backup).isPresent()).isEqualTo(opens);
    }

    private static Optional<Backup> recent(Backup... backups) {
        var turn = new Turn("mine", List.of(), List.of(), List.of());
        return GateBackup.recent(List.of(backups), Duration.ofHours(1), turn, NOW);
    }

    private static Backup backup(String metadata, String phase, String startedAt, String completedAt) {
        return Documents.read(Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: night%s}
                spec: {policyRef: {name: shop}}
                status: {phase: %s, id: b1, result: {id: b1, startedAt: '%s', completedAt: '%s'}}
                """.formatted(metadata, phase, startedAt, completedAt));
    }
}
