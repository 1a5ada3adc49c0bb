package dev.belay.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.controller.real.Documents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateBackupTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

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
        var backup = Documents.read(
                Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: night%s}
                spec: {policyRef: {name: shop}}
                status: {phase: %s, id: b1, result: {id: b1, startedAt: '%s', completedAt: '%s'}}
                """.formatted(metadata == null ? "" : metadata, phase, startedAt, startedAt));
        assertThat(GateBackup.recent(
                                List.of(backup),
                                Duration.ofHours(1),
                                new Turn("mine", List.of(), List.of(), List.of()),
                                NOW)
                        .isPresent())
                .isEqualTo(opens);
    }
}
