package dev.belay.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Migration;
import dev.belay.api.Restore;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import dev.belay.controller.run.Run;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.run.Turn;
import dev.belay.controller.run.Verdict;
import dev.belay.controller.status.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationDeciderTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
    private static final Turn FREE = new Turn("uid-of-v2", List.of(), List.of(), List.of());
    private static final Run ABSENT = new Run.Absent();
    private static final Run BROKEN = new Run.Broken(null, true, new Trouble(Reason.Crashed, "it crashed"), NOW);
    private static final Trouble UNKNOWN = new Trouble(Reason.JobFailed, "nothing is left");
    private static final Run UNHEARD = new Run.Broken(null, false, UNKNOWN, NOW.minusSeconds(20));
    private static final Run UNHEARD_FOR_LONG = new Run.Broken(null, false, UNKNOWN, NOW.minusSeconds(21));
    private static final Run AT_DEADLINE =
            new Run.Broken(null, false, new Trouble(Reason.DeadlineExceeded, "it was long"), NOW);
    private static final String GOING_BACK = "phase: Running, job: v2, restore: v2-rollback";
    private static final String FRESH = "2026-11-21T02:30:00Z";
    private static final String STALE = "2026-11-20T02:30:00Z";
    private static final String FUTURE = "2030-11-20T02:30:00Z";

    /** Status so far; spec; the gate's Backup; a recent good backup's time; the Job; the Restore; what follows. */
    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of("", "", "none", "", ABSENT, "none", "AskForBackup"),
                Arguments.of("", "maxBackupAge: 1h, ", "none", FRESH, ABSENT, "none", "StartJob"),
                Arguments.of("", "maxBackupAge: 1h, ", "none", STALE, ABSENT, "none", "AskForBackup"),
                Arguments.of("", "maxBackupAge: 1h, ", "none", FUTURE, ABSENT, "none", "AskForBackup"),
                Arguments.of("", "", "Pending", "", ABSENT, "none", "AwaitBackup"),
                Arguments.of("", "", "Running", "", ABSENT, "none", "AwaitBackup"),
                Arguments.of("", "", "Succeeded", "", ABSENT, "none", "StartJob"),
                Arguments.of("", "", "deleted", "", ABSENT, "none", "Wait"),
                Arguments.of("", "", "gone", "", ABSENT, "none", "Wait"),
                Arguments.of("", "", "Failed", "", ABSENT, "none", "RefuseJob"),
                Arguments.of("", "", "stranger", "", ABSENT, "none", "Wait"),
                Arguments.of("", "", "Succeeded", "", new Run.Foreign(), "none", "Wait"),
                Arguments.of("phase: Running", "", "Succeeded", "", new Run.Active(null), "none", "FollowJob"),
                Arguments.of("phase: Running", "", "Succeeded", "", new Run.Done(null, true, NOW), "none", "Succeed"),
                Arguments.of("phase: Running", "", "Succeeded", "", BROKEN, "none", "ReportFailure"),
                Arguments.of("phase: Running", "", "Succeeded", "", UNHEARD, "none", "AwaitCause"),
                Arguments.of("phase: Running", "", "Succeeded", "", UNHEARD_FOR_LONG, "none", "ReportFailure"),
                Arguments.of("phase: Running", "", "Succeeded", "", AT_DEADLINE, "none", "ReportFailure"),
                Arguments.of("phase: Running", "", "Succeeded", "", ABSENT, "none", "ReportFailure"),
                Arguments.of(
                        "phase: Running", "onFailure: Restore, ", "Succeeded", "", ABSENT, "none", "ReportFailure"),
                Arguments.of(GOING_BACK, "onFailure: Restore, ", "Succeeded", "", ABSENT, "Running", "AwaitRestore"),
                Arguments.of(GOING_BACK, "onFailure: Restore, ", "Succeeded", "", ABSENT, "Succeeded", "WentBack"),
                Arguments.of(GOING_BACK, "onFailure: Restore, ", "Succeeded", "", ABSENT, "none", "ReportFailure"),
                Arguments.of(GOING_BACK, "onFailure: Restore, ", "Succeeded", "", BROKEN, "Running", "AwaitRestore"),
                Arguments.of(GOING_BACK, "onFailure: Restore, ", "Succeeded", "", BROKEN, "none", "ReportFailure"),
                Arguments.of("phase: Running", "onFailure: Restore, ", "Succeeded", "", BROKEN, "none", "GoBack"),
                Arguments.of(
                        "phase: Running", "onFailure: Restore, ", "Succeeded", "", BROKEN, "Running", "AwaitRestore"),
                Arguments.of(
                        "phase: Running", "onFailure: Restore, ", "Succeeded", "", BROKEN, "Succeeded", "WentBack"),
                Arguments.of(
                        "phase: Running", "onFailure: Restore, ", "Succeeded", "", BROKEN, "stranger", "ReportFailure"),
                Arguments.of("phase: Failed", "", "Succeeded", "", ABSENT, "none", "Over"),
                Arguments.of("phase: Succeeded", "", "none", "", ABSENT, "none", "Over"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void whatFollows(String status, String spec, String gate, String recent, Run run, String restore, String step) {
        var migration = migration(status, spec);
        var seen = new MigrationObservation(
                migration,
                Optional.of(Documents.read(BackupPolicy.class, Stage.policy("shop"))),
                object(Backup.class, gate, MigrationNames.gate(migration)),
                recent.isEmpty() ? List.of() : List.of(recent(recent)),
                run,
                object(Restore.class, restore, MigrationNames.rollback(migration)));
        assertThat(MigrationDecider.decide(seen, FREE, NOW).getClass().getSimpleName())
                .isEqualTo(step);
    }

    /** Status so far; the gate's Backup; what follows while another migration has the turn. */
    @ParameterizedTest
    @CsvSource({
        ", none, Wait",
        "backup: mine, none, Wait",
        "backup: mine, Running, AwaitBackup",
        "backup: mine, Succeeded, Wait",
        "backup: mine, Failed, RefuseJob"
    })
    void backupAndJobAreOfOneTurn(@Nullable String status, String gate, String step) {
        var taken = new Turn("uid-of-v2", List.of(another("phase: Running, job: v1")), List.of(), List.of());
        var migration = migration("", "maxBackupAge: 1h, ");
        var name = MigrationNames.gate(migration);
        if (status != null) {
            migration = migration("backup: " + name, "maxBackupAge: 1h, ");
        }
        var seen = new MigrationObservation(
                migration,
                Optional.of(Documents.read(BackupPolicy.class, Stage.policy("shop"))),
                object(Backup.class, gate, name),
                List.of(recent(FRESH)),
                ABSENT,
                Optional.empty());
        assertThat(MigrationDecider.decide(seen, taken, NOW).getClass().getSimpleName())
                .isEqualTo(step);
    }

    @ParameterizedTest
    @CsvSource({
        "'phase: Succeeded, job: v1, conditions: [{type: Complete, status: ''True'', lastTransitionTime: ''%s''}]'",
        "'phase: Failed, job: v1, failure: {reason: RolledBack, message: m, time: ''%s''}'"
    })
    void aBackupFromBeforeTheLastMigrationsEndIsNotRecent(String status) {
        for (var time : List.of("2026-11-21T02:29:59Z", FRESH, "2026-11-21T02:45:00Z")) {
            var turn = new Turn("uid-of-v2", List.of(another(status.formatted(time))), List.of(), List.of());
            var seen = new MigrationObservation(
                    migration("", "maxBackupAge: 1h, "),
                    Optional.of(Documents.read(BackupPolicy.class, Stage.policy("shop"))),
                    Optional.empty(),
                    List.of(recent(FRESH)),
                    ABSENT,
                    Optional.empty());
            assertThat(MigrationDecider.decide(seen, turn, NOW))
                    .isInstanceOf(
                            time.equals("2026-11-21T02:29:59Z")
                                    ? MigrationStep.StartJob.class
                                    : MigrationStep.AskForBackup.class);
        }
    }

    /** It may have succeeded: the Job can have been deleted, by a person or at the end of its time, while nobody looked. */
    @Test
    void ofAJobWhoseEndIsUnknownNothingIsUndone() {
        var report = (MigrationStep.ReportFailure) decide("phase: Running", ABSENT);
        assertThat(report.cause().reason()).isEqualTo(Reason.JobDeleted);
        assertThat(report.cause().message()).contains("v2 was deleted before its end was seen", "is not known");
        assertThat(report.rollback()).contains("kind: Restore");
        assertThat(MigrationEnd.of(report, "b", NOW).orElseThrow().reason()).isEqualTo(Reason.JobDeleted);
    }

    @Test
    void theWayBackIsNotGoneASecondTime() {
        var report = (MigrationStep.ReportFailure) decide(GOING_BACK, BROKEN);
        assertThat(report.cause().message()).contains("it crashed", "Restore v2-rollback", "Never a second time");
        assertThat(report.rollback()).contains("kind: Restore");
    }

    @Test
    void aJobThatHasEndedStaysUntilThatWasSeen() {
        var migration = migration("", "");
        migration.getSpec().jobTemplate().getSpec().setTtlSecondsAfterFinished(5);
        assertThat(MigrationJob.of(migration).getSpec().getTtlSecondsAfterFinished())
                .isNull();
    }

    @Test
    void whatSendsNoEventIsLookedAtAgain() {
        var stuck = new Trouble(Reason.NoPod, "a quota");
        var waits = decide(new Run.Active(stuck, true));
        assertThat(waits).isEqualTo(new MigrationStep.FollowJob(stuck, true));
        assertThat(waits.again()).contains(Verdict.UNTIL_STARTED);
        assertThat(decide(new Run.Active(null, false)).again()).isEmpty();
        assertThat(decide(UNHEARD).again()).contains(Verdict.UNTIL_HEARD);
        assertThat(decide(BROKEN).again()).isEmpty();
        assertThat(decide(new Run.Foreign()).again()).contains(Verdict.SOON);
    }

    private static MigrationStep decide(Run run) {
        return decide("phase: Running", run);
    }

    private static MigrationStep decide(String status, Run run) {
        var policy = Documents.read(BackupPolicy.class, Stage.policy("shop"));
        return MigrationDecider.decide(seen(policy, migration(status, "onFailure: Restore, "), run), FREE, NOW);
    }

    @Test
    void itsBackupCountsToTheTierThatKeepsLongest() {
        var policy = Documents.read(
                BackupPolicy.class, Stage.policy("shop").replace("\"0 3 * * 0\"", "\"0 3 * * 0\", keep: {for: 90d}"));
        var step = (MigrationStep.AskForBackup)
                MigrationDecider.decide(seen(policy, migration("", ""), ABSENT), FREE, NOW);
        assertThat(step.backup().getSpec().tier()).isEqualTo("weekly");
    }

    /** Policy's databases; the Migration's; what follows, and to where a failure leads. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: shop    |             | AskForBackup | shop |",
                "name: shop    | database: b | Wait         |      |",
                "'names: [b]'    |             | AskForBackup | b    |",
                "'names: [a, b]' |             | Wait         |      |",
                "'names: [a, b]' | database: b | AskForBackup | b    | b",
                "'names: [a, b]' | database: c | Wait         |      |",
                "'names: [\"*\"]' | database: c | AskForBackup | c    | c",
            })
    void ofSeveralDatabasesOneIsNamed(String databases, String named, String step, String target, String source) {
        var policy = Documents.read(
                BackupPolicy.class, Stage.policy("shop").replace("name: shop, ssl", databases + ", ssl"));
        var spec = named == null ? "" : named + ", ";
        var first = seen(policy, migration("", spec), ABSENT);
        assertThat(MigrationDecider.decide(first, FREE, NOW).getClass().getSimpleName())
                .isEqualTo(step);
        var broken = seen(policy, migration("phase: Running", spec + "onFailure: Restore, "), BROKEN);
        if (target == null) {
            assertThat(MigrationDecider.decide(broken, FREE, NOW)).isInstanceOf(MigrationStep.ReportFailure.class);
        } else {
            var back = ((MigrationStep.GoBack) MigrationDecider.decide(broken, FREE, NOW))
                    .restore()
                    .getSpec();
            assertThat(back.target().database()).isEqualTo(target);
            assertThat(back.source().database()).isEqualTo(source);
        }
    }

    private static MigrationObservation seen(BackupPolicy policy, Migration migration, Run run) {
        return new MigrationObservation(
                migration, Optional.of(policy), Optional.empty(), List.of(), run, Optional.empty());
    }

    private static Migration migration(String status, String spec) {
        return Documents.read(Migration.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Migration
                metadata: {name: v2}
                spec: {policyRef: {name: shop}, %sjobTemplate: {spec: {template: {spec: {containers: []}}}}}
                status: {%s}
                """.formatted(spec, status));
    }

    private static Migration another(String status) {
        var another = migration(status, "");
        another.getMetadata().setName("v1");
        another.getMetadata().setUid("uid-of-v1");
        return another;
    }

    private static <T extends io.fabric8.kubernetes.api.model.HasMetadata> Optional<T> object(
            Class<T> kind, String phase, String name) {
        if (phase.equals("none")) {
            return Optional.empty();
        }
        var more =
                switch (phase) {
                    case "stranger" -> "annotations: {belay.dev/requested-by-uid: another}";
                    case "gone" -> "annotations: {belay.dev/requested-by-uid: uid-of-v2, belay.dev/gone: now}";
                    case "deleted" ->
                        "deletionTimestamp: '%s', annotations: {belay.dev/requested-by-uid: uid-of-v2}"
                                .formatted(FRESH);
                    default -> "annotations: {belay.dev/requested-by-uid: uid-of-v2}";
                };
        var reached = List.of("stranger", "gone", "deleted").contains(phase) ? "Succeeded" : phase;
        return Optional.of(Documents.read(kind, """
                apiVersion: belay.dev/v1alpha1
                kind: %s
                metadata: {name: %s, %s}
                spec: {policyRef: {name: shop}}
                status: {phase: %s}
                """.formatted(kind.getSimpleName(), name, more, reached)));
    }

    private static Backup recent(String startedAt) {
        return Documents.read(Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: night}
                spec: {policyRef: {name: shop}}
                status: {phase: Succeeded, result: {id: b, startedAt: '%1$s', completedAt: '%1$s'}}
                """.formatted(startedAt));
    }
}
