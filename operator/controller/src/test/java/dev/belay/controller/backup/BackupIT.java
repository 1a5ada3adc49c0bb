package dev.belay.controller.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.status.Phase;
import dev.belay.controller.real.Reports;
import dev.belay.controller.real.ShopStage;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class BackupIT extends ShopStage {
    BackupIT() {
        super("backup");
    }

    @Test
    void aScheduledRunLeavesARecordThatOutlivesItsJob() throws Exception {
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "night", "--from=cronjob/shop-daily");
        var startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        stage.awaitBackup("night", status -> status.phase() == Phase.Running);
        stage.endPodOf("night", 0, Reports.goodBackup("b1", startedAt.toString()));

        var backup = stage.awaitBackup("night", status -> status.phase() == Phase.Succeeded);
        assertThat(backup.getSpec().tier()).isEqualTo("daily");
        assertThat(backup.getStatus().id()).isEqualTo("b1");
        assertThat(backup.getStatus().result().rows()).isEqualTo(1234);
        assertThat(backup.getMetadata().getLabels()).containsEntry("belay.dev/origin", "scheduled");

        var policy = stage.awaitReason("shop", "BackedUp", "ObjectiveMet");
        assertThat(policy.getStatus().lastSuccess().id()).isEqualTo("b1");
        assertThat(policy.getStatus().recoveryWindow().first()).isEqualTo(startedAt.toString());

        stage.cluster().kubectl("-n", stage.namespace(), "delete", "job", "night");
        stage.cluster().kubectl("-n", stage.namespace(), "delete", "bp", "shop");
        assertThat(stage.get(Backup.class, "night").getStatus().phase()).isEqualTo(Phase.Succeeded);
    }

    @Test
    void aFailedRunSpeaksInTheAgentsOwnWords() throws Exception {
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "bad", "--from=cronjob/shop-daily");
        stage.endPodOf(
                "bad", 1, Reports.failed("backup", "DumpFailed", "pg_dump: error: permission denied for table orders"));

        var backup = stage.awaitBackup("bad", status -> status.phase() == Phase.Failed);
        assertThat(backup.getStatus().failure().reason()).isEqualTo("DumpFailed");
        assertThat(backup.getStatus().failure().message()).contains("permission denied for table orders");
        var policy = stage.awaitReason("shop", "BackedUp", "LastRunFailed");
        assertThat(policy.getStatus().lastFailure().message()).contains("permission denied for table orders");
        Stage.await(
                () -> stage.events("bad").stream()
                        .anyMatch(event -> event.getReason().equals("DumpFailed")
                                && event.getType().equals("Warning")),
                () -> "no event of the failure");
    }

    @Test
    void aKilledRunIsToldApartFromAFailedOne() throws Exception {
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "big", "--from=cronjob/shop-daily");
        stage.endPodOf("big", 137, "OOMKilled", "");

        var backup = stage.awaitBackup("big", status -> status.phase() == Phase.Failed);
        assertThat(backup.getStatus().failure().reason()).isEqualTo("OutOfMemory");
        assertThat(backup.getStatus().failure().message()).contains("resources.limits.memory");
    }

    @Test
    void aJobThatEndsWellWithoutAWordIsNoSuccess() throws Exception {
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "mute", "--from=cronjob/shop-daily");
        stage.endPodOf("mute", 0, "all good, trust me");

        var backup = stage.awaitBackup("mute", status -> status.phase() == Phase.Failed);
        assertThat(backup.getStatus().failure().reason()).isEqualTo("NoReport");
    }

    @Test
    void anOrderRunsOnceFromTheSameTemplate() throws Exception {
        stage.create("""
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: now}
                spec: {policyRef: {name: shop}}
                """);
        var job = stage.await(Job.class, "now", found -> true);
        assertThat(job.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getArgs())
                .contains("--tier", "daily");
        assertThat(job.getMetadata().getOwnerReferences().getFirst().getKind()).isEqualTo("Backup");
        stage.endPodOf("now", 0, Reports.goodBackup("b2", Instant.now().toString()));
        stage.awaitBackup("now", status -> status.phase() == Phase.Succeeded);

        stage.cluster().kubectl("-n", stage.namespace(), "delete", "job", "now");
        Stage.pause(Duration.ofSeconds(2));
        assertThat(stage.find(Job.class, "now")).isEmpty();
        assertThat(stage.list(Backup.class)).hasSize(1);
    }

    @Test
    void anOrderWaitsForItsPolicyAndSaysSo() throws Exception {
        stage.create("""
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: early}
                spec: {policyRef: {name: later}}
                """);
        var backup = stage.awaitBackup(
                "early", status -> status.conditions().getFirst().reason().equals("PolicyNotFound"));
        assertThat(backup.getStatus().phase()).isEqualTo(Phase.Pending);
        stage.create(Stage.policy("later"));
        stage.await(Job.class, "early", job -> true);
    }

    @Test
    void aStrangersJobIsNotTakenForTheBackups() throws IOException, InterruptedException {
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "mine", "--image=theirs");
        stage.create("""
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: mine}
                spec: {policyRef: {name: shop}}
                """);
        stage.awaitBackup(
                "mine", status -> status.conditions().getFirst().reason().equals("NameConflict"));
    }

    @Test
    void noSecretIsRepeatedAnywhere() throws Exception {
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "once", "--from=cronjob/shop-daily");
        stage.endPodOf("once", 1, Reports.failed("backup", "DatabaseAuthFailed", "password authentication failed"));
        stage.awaitBackup("once", status -> status.phase() == Phase.Failed);

        var all = stage.cluster()
                .kubectl("-n", stage.namespace(), "get", "bp,bk,events,jobs,pods,cronjobs,configmaps", "-o", "yaml");
        assertThat(all).contains("DatabaseAuthFailed").doesNotContain("PLANTED");
        assertThat(stage.get(BackupPolicy.class, "shop").getStatus()).isNotNull();
    }
}
