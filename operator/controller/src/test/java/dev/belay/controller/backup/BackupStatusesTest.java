package dev.belay.controller.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.backup.BackupStatus;
import dev.belay.api.run.RunReport.SavedDatabase;
import dev.belay.api.status.Phase;
import dev.belay.controller.real.Documents;
import dev.belay.controller.run.Run;
import dev.belay.controller.run.RunReader;
import dev.belay.controller.run.Verdict;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackupStatusesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
    private static final String SEVERAL = """
            {"task":"backup","ok":%s,"startedAt":"2026-11-21T02:00:00Z","completedAt":"2026-11-21T02:00:04Z",\
            "backup":{"id":"20261121T020000Z-daily-1a2b3c","database":"a","startedAt":"2026-11-21T02:00:01Z",\
            "completedAt":"2026-11-21T02:00:03Z","plainBytes":1,"storedBytes":1,"tables":1,"rows":1},\
            "databases":{"saved":2,"failed":%d,"tables":7,"rows":1234,"storedBytes":900,\
            "backups":[{"database":"a","id":"20261121T020000Z-daily-1a2b3c"},{"database":"b","id":"b2"}]}%s}""";

    @Test
    void ofSeveralDatabasesAllAreCounted() {
        var status = status("Complete", SEVERAL.formatted("true", 0, ""));
        assertThat(status.phase()).isEqualTo(Phase.Succeeded);
        assertThat(status.id()).isEqualTo("20261121T020000Z-daily-1a2b3c");
        assertThat(status.conditions().getFirst().message())
                .contains("2 databases")
                .contains("1234 rows");
        assertThat(status.databases()).isNotNull();
        assertThat(status.databases().backups()).contains(new SavedDatabase("b", "b2"));
    }

    @Test
    void aRunThatLacksOneDatabaseFailed() {
        var error = ",\"error\":{\"reason\":\"DumpFailed\",\"message\":\"1 of 3 databases have no backup: c: why\"}";
        var status = status("Failed", SEVERAL.formatted("false", 1, error));
        assertThat(status.phase()).isEqualTo(Phase.Failed);
        assertThat(status.failure()).isNotNull();
        assertThat(status.failure().message()).contains("1 of 3");
        assertThat(status.databases()).isNotNull();
        assertThat(status.databases().failed()).isEqualTo(1);
    }

    private static BackupStatus status(String condition, String report) {
        var job = Documents.read(Job.class, """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: night}
                status: {conditions: [{type: %s, status: 'True', reason: x, lastTransitionTime: '2026-11-21T02:00:00Z'}]}
                """.formatted(condition));
        var pod = Documents.read(Pod.class, """
                apiVersion: v1
                kind: Pod
                metadata: {name: night-1}
                status: {containerStatuses: [{state: {terminated: {exitCode: 0, reason: x, message: '%s'}}}]}
                """.formatted(report));
        Run run = RunReader.read(job, List.of(pod), NOW);
        var backup = Documents.read(Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: night}
                spec: {policyRef: {name: shop}, tier: daily}
                """);
        var seen = new BackupObservation(backup, "night", run, Optional.empty());
        var status = BackupStatuses.after(seen, Verdict.ofAgent(run, "night", NOW), Optional.empty(), NOW)
                .status();
        assertThat(status).isNotNull();
        return status;
    }
}
