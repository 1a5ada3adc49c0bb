package dev.belay.controller.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.BackupResult;
import dev.belay.api.run.RunReport.Deleted;
import dev.belay.controller.real.Documents;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObsoleteTest {
    private static final String TIME = "2026-11-21T02:00:00Z";

    /** Backups as name:origin:id, with ? behind an id that the status does not tell yet. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            run:scheduled:b9  | old:scheduled:b1                | b1    | old
            run:scheduled:b9  | old:synced:b1                   | b1    | old
            run:scheduled:b9  | mine::b1                        | b1    |
            run:scheduled:b9  | gate:migration:b1               | b1    |
            run:scheduled:b9  | old:scheduled:b1                |       |
            run:scheduled:b9  | twin:synced:b9                  |       | twin
            run:scheduled:b9  | twin:synced:b9?                 |       | twin
            now::b9           | twin:synced:b9?                 |       | twin
            twin:synced:b9?   | run:scheduled:b9                |       | twin
            twin:synced:b9?   | run:scheduled:b8                |       |
            twin:synced:b9?   | other:synced:b8 old:synced:b1   |       |
            run:scheduled:b9  | run:scheduled:b9                | b9    |
            """)
    void whatHasNothingMoreToTell(String ended, String others, String deleted, String gone) {
        var run = backup(ended);
        var id = ended.substring(ended.lastIndexOf(':') + 1).replace("?", "");
        var report = new RunReport(
                "backup",
                true,
                TIME,
                TIME,
                new BackupResult(id, "shop", "daily", TIME, TIME, 1, 1, 1, 1, null, null),
                null,
                null,
                null,
                null,
                deleted == null ? null : new Deleted(1, List.of(deleted)),
                null);
        var all = Stream.concat(Stream.of(run), Stream.of(others.split(" ", -1)).map(ObsoleteTest::backup))
                .toList();
        assertThat(deleted == null ? Obsolete.twins(run, report, all) : Obsolete.deleted(run, report, all))
                .extracting(backup -> backup.getMetadata().getName())
                .isEqualTo(gone == null ? List.of() : List.of(gone));
    }

    private static Backup backup(String text) {
        var part = text.split(":", -1);
        var known = !part[2].endsWith("?");
        var id = part[2].replace("?", "");
        return Documents.read(
                Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: %s, labels: {belay.dev/origin: '%s'}, annotations: {belay.dev/listed:
                  '{"id":"%s","startedAt":"%s","completedAt":"%s"}'}}
                spec: {policyRef: {name: shop}}
                status: {phase: %s, id: %s}
                """.formatted(part[0], part[1], id, TIME, TIME, known ? "Succeeded" : "Pending", id));
    }
}
