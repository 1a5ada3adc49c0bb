package dev.belay.controller.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.controller.real.Documents;
import dev.belay.controller.run.Turn;
import dev.belay.controller.status.Reason;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GateDeciderTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Turn FREE = new Turn("uid-of-v2", List.of(), List.of(), List.of());
    private static final Turn TAKEN = new Turn("uid-of-v2", List.of(), List.of(another("")), List.of());

    @Test
    void whatIsNotSuspendedOrOverIsNoneOfItsBusiness() {
        assertThat(GateDecider.decide(seen(job("suspend: false", ""), true, null, List.of()), FREE, NOW))
                .isInstanceOf(GateStep.Pass.class);
        assertThat(GateDecider.isWaiting(job("suspend: true", ""))).isTrue();
    }

    /** Whether it is suspended; what its gate's annotation says; whether somebody went past. */
    @ParameterizedTest
    @CsvSource({
        "true, WaitingForBackup, false",
        "false, WaitingForBackup, true",
        "false, BackupFailed, true",
        "false, '', true",
        "false, BackupSucceeded, false",
        "false, GatePassed, false"
    })
    void whoeverGoesPastTheGateIsTold(boolean suspended, String reason, boolean passed) {
        var job = job("suspend: " + suspended, "belay.dev/gate-reason: '" + reason + "'");
        assertThat(GateDecider.passed(job).map(GateStep.Hold::reason))
                .isEqualTo(passed ? Optional.of(Reason.GatePassed) : Optional.empty());
    }

    @Test
    void firstABackupIsAskedFor() {
        var job = job("suspend: true", "");
        var ask = (GateStep.AskForBackup) GateDecider.decide(seen(job, true, null, List.of()), FREE, NOW);
        assertThat(ask.backup().getSpec().policyRef().name()).isEqualTo("shop");
        assertThat(ask.backup().getSpec().tier()).isEqualTo("weekly");
        assertThat(ask.backup().getMetadata().getLabels()).containsEntry("belay.dev/origin", "gate");
        assertThat(ask.backup().getMetadata().getAnnotations())
                .containsEntry("belay.dev/requested-by-uid", job.getMetadata().getUid());
    }

    @Test
    void aJobThatWasSuspendedAgainNeedsAnotherBackup() {
        var job = job("suspend: true", "");
        var first = GateNames.backup(job);
        job.getMetadata().setGeneration(2L);
        assertThat(GateNames.backup(job)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource
    void behindItsBackup(String status, Class<? extends GateStep> step, String says) {
        var job = job("suspend: true", "");
        var decided = GateDecider.decide(seen(job, true, gate(job, "gate", status), List.of()), FREE, NOW);
        assertThat(decided).isInstanceOf(step);
        assertThat(decided.toString()).contains(says);
    }

    static Stream<Arguments> behindItsBackup() {
        return Stream.of(
                Arguments.of("", GateStep.Hold.class, "WaitingForBackup"),
                Arguments.of("status: {phase: Running}", GateStep.Hold.class, "WaitingForBackup"),
                Arguments.of("status: {phase: Succeeded}", GateStep.Resume.class, "v2-gate-"),
                Arguments.of(
                        "status: {phase: Failed, failure: {reason: RepositoryUnreachable, message: refused}}",
                        GateStep.Hold.class,
                        "RepositoryUnreachable: refused"));
    }

    @ParameterizedTest
    @CsvSource({"deleted, is being deleted", "gone, does not hold"})
    void aBackupThatGoesOrHasGoneOpensNothing(String how, String says) {
        var job = job("suspend: true", "");
        job.getMetadata().getAnnotations().put("belay.dev/gate-backup", GateNames.backup(job));
        var gate = gate(job, "gate", "status: {phase: Succeeded}");
        if (how.equals("gone")) {
            gate.getMetadata().getAnnotations().put("belay.dev/gone", "2026-11-21T11:59:00Z");
        } else {
            gate.getMetadata().setDeletionTimestamp("2026-11-21T11:59:00Z");
        }
        var hold = (GateStep.Hold) GateDecider.decide(seen(job, true, gate, List.of()), FREE, NOW);
        assertThat(hold.reason()).isEqualTo(Reason.BackupNotFound);
        assertThat(hold.message()).contains(says, "another one is made");
        assertThat(hold.backup()).isEqualTo(GateNames.backup(job));
    }

    @Test
    void aBackupThatWasNotMadeForThisJobOpensNothing() {
        var job = job("suspend: true", "");
        var forged = gate(job, "gate", "status: {phase: Succeeded}");
        forged.getMetadata().getAnnotations().put("belay.dev/requested-by-uid", "of-another");
        assertThat(reason(GateDecider.decide(seen(job, true, forged, List.of()), FREE, NOW)))
                .isEqualTo(Reason.NameConflict);
        var record = gate(job, "scheduled", "status: {phase: Succeeded}");
        assertThat(reason(GateDecider.decide(seen(job, true, record, List.of()), FREE, NOW)))
                .isEqualTo(Reason.NameConflict);
    }

    @ParameterizedTest
    @MethodSource
    void aRecentBackup(String age, String startedAt, boolean opens) {
        var job = job("suspend: true", "belay.dev/gate-max-backup-age: " + age);
        var decided = GateDecider.decide(seen(job, true, null, List.of(recent(startedAt))), FREE, NOW);
        assertThat(decided).isInstanceOf(opens ? GateStep.Resume.class : GateStep.AskForBackup.class);
    }

    static Stream<Arguments> aRecentBackup() {
        return Stream.of(
                Arguments.of("1h", "2026-11-21T11:00:00Z", true),
                Arguments.of("1h", "2026-11-21T10:59:59Z", false),
                Arguments.of("30m", "2026-11-21T12:05:00Z", true),
                Arguments.of("30m", "2026-11-21T12:05:01Z", false));
    }

    /** Its annotations; its Backup's status; whether the turn is taken; what follows. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                               |           | true  | AnotherMigrationRuns
            belay.dev/gate-max-backup-age: 1h |  | true | AnotherMigrationRuns
            belay.dev/gate-backup: | Running   | true  | WaitingForBackup
            belay.dev/gate-backup: | Succeeded | true  | AnotherMigrationRuns
            belay.dev/gate-backup: | Succeeded | false | Resume
            """)
    void backupAndJobAreOfOneTurn(@Nullable String annotation, @Nullable String phase, boolean taken, String says) {
        var asks = "belay.dev/gate-backup:".equals(annotation);
        var job = job("suspend: true", annotation == null || asks ? "" : annotation);
        if (asks) {
            job.getMetadata().getAnnotations().put("belay.dev/gate-backup", GateNames.backup(job));
        }
        var gate = phase == null ? null : gate(job, "gate", "status: {phase: " + phase + "}");
        var step = GateDecider.decide(
                seen(job, true, gate, List.of(recent("2026-11-21T11:30:00Z"))), taken ? TAKEN : FREE, NOW);
        assertThat(step.toString()).contains(says);
        if (step instanceof GateStep.Hold hold) {
            assertThat(hold.backup()).isEqualTo(asks ? GateNames.backup(job) : null);
        }
    }

    @ParameterizedTest
    @CsvSource({"11:30:00, Resume", "11:30:00.9, Resume", "11:29:59.9, AskForBackup", "11:29:00, AskForBackup"})
    void aBackupFromBeforeTheLastMigrationsEndIsNotRecent(String startedAt, String step) {
        var job = job("suspend: true", "belay.dev/gate-max-backup-age: 1h");
        var turn = new Turn("uid-of-v2", List.of(), List.of(another("""
                status: {conditions: [{type: Complete, status: 'True', lastTransitionTime: '2026-11-21T11:29:59Z'}]}""")), List.of());
        var seen = seen(job, true, null, List.of(recent("2026-11-21T" + startedAt + "Z")));
        assertThat(GateDecider.decide(seen, turn, NOW).getClass().getSimpleName())
                .isEqualTo(step);
    }

    /** Of what is held; whether a recent backup will do; seconds until it is looked at again. */
    @ParameterizedTest
    @CsvSource({
        "AnotherMigrationRuns, false, 10",
        "PolicyNotFound, false, 10",
        "ApplyRefused, true, 10",
        "WaitingForBackup, false, 60",
        "BackupFailed, true, 60",
        "BackupFailed, false, "
    })
    void whatSendsNoEventIsLookedAtAgain(Reason reason, boolean takesRecent, @Nullable Long seconds) {
        var job = job("suspend: true", takesRecent ? "belay.dev/gate-max-backup-age: 1h" : "");
        assertThat(GateDecider.again(new GateStep.Hold(reason, "why", null), job))
                .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
    }

    @Test
    void whatIsWrongIsSaid() {
        var odd = job("suspend: true", "belay.dev/gate-max-backup-age: soon");
        assertThat(reason(GateDecider.decide(seen(odd, true, null, List.of()), FREE, NOW)))
                .isEqualTo(Reason.InvalidAnnotation);
        assertThat(reason(GateDecider.decide(seen(job("suspend: true", ""), false, null, List.of()), FREE, NOW)))
                .isEqualTo(Reason.PolicyNotFound);
    }

    @Test
    void aLabelThatNamesNoPolicyIsSaid() {
        var job = job("suspend: true", "");
        job.getMetadata().setLabels(Map.of("belay.dev/gate", ""));
        var hold = (GateStep.Hold) GateDecider.decide(seen(job, false, null, List.of()), FREE, NOW);
        assertThat(hold.reason()).isEqualTo(Reason.PolicyNotFound);
        assertThat(hold.message()).contains("names no policy", "Delete the Job");
    }

    private static Reason reason(GateStep step) {
        return ((GateStep.Hold) step).reason();
    }

    private static GateObservation seen(Job job, boolean hasPolicy, Backup gate, List<Backup> recent) {
        var policy = Documents.read(BackupPolicy.class, """
                apiVersion: belay.dev/v1alpha1
                kind: BackupPolicy
                metadata: {name: shop}
                spec:
                  tiers:
                  - {name: daily, schedule: "0 2 * * *", keep: {for: 7d}}
                  - {name: weekly, schedule: "0 3 * * 0", keep: {for: 90d}}
                """);
        return new GateObservation(
                job, hasPolicy ? Optional.of(policy) : Optional.empty(), Optional.ofNullable(gate), recent);
    }

    private static Job job(String suspend, String annotation) {
        return Documents.read(Job.class, """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: v2, labels: {belay.dev/gate: shop}, annotations: {%s}}
                spec: {%s}
                """.formatted(annotation, suspend));
    }

    private static Job another(String status) {
        return Documents.read(Job.class, """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: v1, uid: another, labels: {belay.dev/gate: shop}}
                spec: {suspend: false}
                %s
                """.formatted(status));
    }

    private static Backup gate(Job job, String origin, String status) {
        return Documents.read(Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata:
                  name: %s
                  labels: {belay.dev/origin: %s}
                  annotations: {belay.dev/requested-by-uid: %s}
                spec: {policyRef: {name: shop}}
                %s
                """.formatted(
                        GateNames.backup(job), origin, job.getMetadata().getUid(), status));
    }

    private static Backup recent(String startedAt) {
        return Documents.read(Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: night}
                spec: {policyRef: {name: shop}}
                status:
                  phase: Succeeded
                  id: b1
                  result: {id: b1, startedAt: "%s", completedAt: "%s", rows: 1, tables: 1, storedBytes: 1}
                """.formatted(startedAt, startedAt));
    }
}
