package dev.belay.controller.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.Labels;
import dev.belay.api.Migration;
import dev.belay.controller.real.Reports;
import dev.belay.controller.real.ShopStage;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GateIT extends ShopStage {
    GateIT() {
        super("gate");
    }

    @Test
    void aLabelledJobIsResumedOnlyBehindItsBackup() throws Exception {
        stage.create(job("v2", ""));
        var gate = gateOf("v2");
        assertThat(stage.get(Job.class, "v2").getSpec().getSuspend()).isTrue();
        assertThat(stage.podOf("v2")).isEmpty();
        stage.endPodOf(gate, 0, Reports.goodBackup("b1", Instant.now().toString()));

        var job = stage.await(Job.class, "v2", found -> !found.getSpec().getSuspend());
        assertThat(job.getMetadata().getAnnotations())
                .containsEntry(Labels.GATE_BACKUP, gate)
                .containsEntry(Labels.GATE_REASON, "BackupSucceeded");
        assertThat(stage.events("v2")).anySatisfy(event -> {
            assertThat(event.getReason()).isEqualTo("BackupSucceeded");
            assertThat(event.getType()).isEqualTo("Normal");
        });
        Stage.await(() -> stage.podOf("v2").isPresent(), () -> "the Job has no pod");
    }

    @Test
    void behindAFailedBackupItStaysSuspendedAndSaysWhy() throws Exception {
        stage.create(job("v2", ""));
        stage.endPodOf(
                gateOf("v2"), 1, Reports.failed("backup", "RepositoryUnreachable", "connect to s3:7070 refused"));
        var job = stage.await(Job.class, "v2", found -> "BackupFailed".equals(annotation(found, Labels.GATE_REASON)));
        assertThat(annotation(job, Labels.GATE_MESSAGE)).contains("s3:7070 refused", "create it again");
        assertThat(stage.events("v2"))
                .anySatisfy(event -> assertThat(event.getType()).isEqualTo("Warning"));
        Stage.pause(Duration.ofSeconds(2));
        assertThat(stage.get(Job.class, "v2").getSpec().getSuspend()).isTrue();
    }

    @Test
    void whileTheOperatorIsDownItStaysSuspended() throws Exception {
        stage.create(job("v2", ""));
        var gate = gateOf("v2");
        stage.await(Job.class, gate, found -> true);
        stage.stopOperator();
        stage.endPodOf(gate, 0, Reports.goodBackup("b1", Instant.now().toString()));
        Stage.pause(Duration.ofSeconds(2));
        assertThat(stage.get(Job.class, "v2").getSpec().getSuspend()).isTrue();
        stage.startOperator();
        stage.await(Job.class, "v2", found -> !found.getSpec().getSuspend());
        assertThat(stage.list(Backup.class)).hasSize(1);
    }

    @Test
    void aRecentBackupOpensItAtOnceWhereTheJobTakesOne() throws Exception {
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "night", "--from=cronjob/shop-daily");
        stage.endPodOf("night", 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.awaitBackup("night", status -> status.result() != null);
        stage.create(job("v2", "belay.dev/gate-max-backup-age: 1h"));
        var job = stage.await(Job.class, "v2", found -> !found.getSpec().getSuspend());
        assertThat(annotation(job, Labels.GATE_BACKUP)).isEqualTo("night");
    }

    /** Going back to a backup from the middle of another migration would undo half of that. */
    @Test
    void oneMigrationOfAPolicyAtATimeFromItsBackupOn() throws Exception {
        stage.create(job("first", ""));
        var ofFirst = gateOf("first");
        stage.create(job("second", "belay.dev/gate-max-backup-age: 1h"));
        awaitGate("second", "AnotherMigrationRuns");
        Stage.pause(Duration.ofMillis(1100)); // of two that were created in the same second none is the older one
        stage.create("""
                apiVersion: belay.dev/v1alpha1
                kind: Migration
                metadata: {name: third}
                spec:
                  policyRef: {name: shop}
                  jobTemplate: {spec: {template: {spec: {containers: [{name: sql, image: theirs}]}}}}
                """);
        stage.await(
                Migration.class,
                "third",
                found -> found.getStatus() != null
                        && found.getStatus().conditions().stream()
                                .anyMatch(one -> one.reason().equals("AnotherMigrationRuns")
                                        && one.message().contains("Job first")));
        stage.endPodOf(ofFirst, 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.await(Job.class, "first", found -> !found.getSpec().getSuspend());
        // Long enough for the others to have looked again, and to have taken the backup of before the first one's end.
        Stage.pause(Duration.ofSeconds(12));
        assertThat(stage.list(Backup.class)).hasSize(1);
        assertThat(runs("second")).isFalse();

        stage.endPodOf("first", 0, "");
        var ofSecond = gateOf("second");
        assertThat(ofSecond).isNotEqualTo(ofFirst);
        var ended = Instant.parse(stage.get(Job.class, "first").getStatus().getCompletionTime());
        assertThat(Instant.parse(stage.get(Backup.class, ofSecond).getMetadata().getCreationTimestamp()))
                .isAfterOrEqualTo(ended);
        stage.cluster().kubectl("-n", stage.namespace(), "delete", "job", "second");
        var ofThird = stage.await(
                        Migration.class, "third", found -> found.getStatus().backup() != null)
                .getStatus()
                .backup();
        stage.endPodOf(ofThird, 0, Reports.goodBackup("b3", Instant.now().toString()));
        stage.await(Job.class, "third", found -> true);
    }

    @Test
    void aFailedBackupGivesTheTurnUp() throws Exception {
        stage.create(job("first", ""));
        var ofFirst = gateOf("first");
        stage.create(job("second", ""));
        awaitGate("second", "AnotherMigrationRuns");
        stage.endPodOf(ofFirst, 1, Reports.failed("backup", "RepositoryUnreachable", "connect to s3:7070 refused"));
        awaitGate("first", "BackupFailed");
        var ofSecond = gateOf("second");
        stage.endPodOf(ofSecond, 0, Reports.goodBackup("b2", Instant.now().toString()));
        stage.await(Job.class, "second", found -> !found.getSpec().getSuspend());
        assertThat(runs("first")).isFalse();
    }

    @Test
    void ofAJobThatAnAdministratorResumesItIsSaid() throws Exception {
        stage.create(job("v2", ""));
        gateOf("v2");
        stage.cluster().kubectl("-n", stage.namespace(), "patch", "job", "v2", "-p", "{\"spec\":{\"suspend\":false}}");
        awaitGate("v2", "GatePassed");
        assertThat(runs("v2")).isTrue();
        Stage.await(
                () -> stage.events("v2").stream()
                        .anyMatch(event -> event.getReason().equals("GatePassed")
                                && event.getType().equals("Warning")),
                () -> "no warning");
    }

    @Test
    void aBackupThatHasGoneOpensNothing() throws Exception {
        stage.create(job("v2", ""));
        var gate = gateOf("v2");
        var uid = stage.await(Backup.class, gate, found -> true).getMetadata().getUid();
        stage.await(Job.class, gate, found -> true);
        stage.stopOperator();
        stage.cluster().kubectl("-n", stage.namespace(), "annotate", "bk", gate, "belay.dev/gone=2026-11-21T02:00:00Z");
        stage.endPodOf(gate, 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.startOperator();
        awaitGate("v2", "BackupNotFound");
        assertThat(runs("v2")).isFalse();

        stage.cluster().kubectl("-n", stage.namespace(), "delete", "bk", gate);
        stage.await(Backup.class, gate, found -> !uid.equals(found.getMetadata().getUid()));
        assertThat(runs("v2")).isFalse();
    }

    @Test
    void aLabelThatNamesNoPolicyIsSaid() throws Exception {
        stage.create(job("v2", "").replace("belay.dev/gate: shop", "belay.dev/gate: ''"));
        awaitGate("v2", "PolicyNotFound");
        assertThat(annotation(stage.get(Job.class, "v2"), Labels.GATE_MESSAGE)).contains("names no policy");
        assertThat(runs("v2")).isFalse();
    }

    /** It works on for its grace period, and carries no mark of ours. */
    @Test
    void aPodThatOutlivesItsGatedJobHoldsTheTurn() throws Exception {
        stage.create(job("first", ""));
        stage.endPodOf(
                gateOf("first"), 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.startPodOf("first");
        var pod = stage.podOf("first").orElseThrow().getMetadata().getName();
        stage.holdPod(pod, true);
        stage.cluster().kubectl("-n", stage.namespace(), "delete", "job", "first", "--wait=false");
        Stage.await(() -> stage.find(Job.class, "first").isEmpty(), () -> "the Job is there");

        stage.create(job("second", ""));
        awaitGate("second", "AnotherMigrationRuns");
        assertThat(annotation(stage.get(Job.class, "second"), Labels.GATE_MESSAGE))
                .contains("Pod " + pod);
        stage.holdPod(pod, false);
        gateOf("second");
    }

    private void awaitGate(String job, String reason) {
        stage.await(Job.class, job, found -> reason.equals(annotation(found, Labels.GATE_REASON)));
    }

    private boolean runs(String job) {
        return !stage.get(Job.class, job).getSpec().getSuspend();
    }

    private String gateOf(String job) {
        var found = stage.await(Job.class, job, one -> annotation(one, Labels.GATE_BACKUP) != null);
        var gate = Objects.requireNonNull(annotation(found, Labels.GATE_BACKUP));
        stage.await(Backup.class, gate, one -> true); // it is written down before it is made
        return gate;
    }

    private static String annotation(Job job, String name) {
        var annotations = job.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(name);
    }

    private static String job(String name, String annotation) {
        return """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: %s, labels: {belay.dev/gate: shop}, annotations: {%s}}
                spec:
                  suspend: true
                  backoffLimit: 0
                  template: {spec: {restartPolicy: Never, containers: [{name: sql, image: theirs}]}}
                """.formatted(name, annotation);
    }
}
