package dev.belay.controller.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Restore;
import dev.belay.api.restore.RestoreStatus;
import dev.belay.api.status.Phase;
import dev.belay.controller.real.LogServer;
import dev.belay.controller.real.RealCluster;
import dev.belay.controller.real.Reports;
import dev.belay.controller.real.ShopStage;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreIT extends ShopStage {
    RestoreIT() {
        super("restore");
    }

    @Test
    void aRestoreOfANamedBackupWaitsForItAndRunsOnce() throws Exception {
        stage.create(restore("back", "source: {backup: night}, target: {database: shop, swap: true}"));
        awaitStatus("back", status -> reason(status).equals("BackupNotFound"));
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "night", "--from=cronjob/shop-daily");
        stage.endPodOf("night", 0, Reports.goodBackup("b1", Instant.now().toString()));

        var job = stage.await(Job.class, "back-restore", found -> true);
        var container = job.getSpec().getTemplate().getSpec().getContainers().getFirst();
        assertThat(container.getArgs()).startsWith("backup", "restore", "b1", "--into", "shop", "--swap", "--policy");
        assertThat(job.getSpec().getBackoffLimit()).isZero();
        assertThat(container.getVolumeMounts())
                .extracting(mount -> mount.getMountPath())
                .contains("/etc/belay/secrets/shop-age");
        stage.endPodOf("back-restore", 0, Reports.goodRestore("b1", "shop"));

        var restore = awaitStatus("back", status -> status.phase() == Phase.Succeeded);
        assertThat(restore.getStatus().result().rows()).isEqualTo(1234);

        stage.cluster().kubectl("-n", stage.namespace(), "delete", "job", "back-restore");
        stage.stopOperator();
        stage.startOperator();
        Stage.pause(Duration.ofSeconds(2));
        assertThat(stage.find(Job.class, "back-restore")).isEmpty();
    }

    @Test
    void aRefusalSaysWhatToChange() throws Exception {
        stage.create(restore("over", "source: {latest: {}}, target: {database: shop}"));
        stage.endPodOf(
                "over-restore",
                3,
                Reports.failed("restore", "TargetExists", "database shop exists and holds 3 tables"));

        var restore = awaitStatus("over", status -> status.phase() == Phase.Failed);
        assertThat(restore.getStatus().failure().reason()).isEqualTo("TargetExists");
        assertThat(restore.getStatus().failure().message()).contains("holds 3 tables", "spec.target.swap");
    }

    @Test
    void aPolicyWithoutIdentityIsAskedForOne() throws Exception {
        stage.create(Stage.policy("blind").replace(", identity: {secretName: shop-age}", ""));
        stage.create(restore("dark", "source: {latest: {}}, target: {database: copy}")
                .replace("name: shop}", "name: blind}"));

        var restore = awaitStatus("dark", status -> reason(status).equals("IdentityMissing"));
        assertThat(restore.getStatus().phase()).isEqualTo(Phase.Pending);
        assertThat(restore.getStatus().conditions().getFirst().message())
                .contains("spec.encryption.age.identity.secretName");
    }

    @Test
    void howFarItHasComeIsReadFromTheLogWhileItRuns(RealCluster cluster, @TempDir Path folder) throws Exception {
        try (var kubelet = LogServer.open(cluster, folder)) {
            stage.create(restore("slow", "source: {latest: {}}, target: {database: copy}"));
            print(
                    kubelet,
                    line(
                            "restoring",
                            "\"percent\":\"63%\",\"bytes\":63,\"ofBytes\":100,\"rows\":777,"
                                    + "\"estimatedEnd\":\"2026-11-21T03:00:00Z\""));
            stage.startPodOf("slow-restore");

            awaitStatus("slow", status -> status.phase() == Phase.Running && status.progress() != null);
            assertThat(stage.cluster().kubectl("-n", stage.namespace(), "get", "restores"))
                    .contains("PROGRESS", "63%", "777", "2026-11-21T03:00:00Z");
            var version = stage.get(Restore.class, "slow").getMetadata().getResourceVersion();
            Stage.pause(Duration.ofSeconds(7));
            assertThat(stage.get(Restore.class, "slow").getMetadata().getResourceVersion())
                    .as("nothing new, nothing written")
                    .isEqualTo(version);

            print(kubelet, line("validating", "\"percent\":\"99%\",\"rows\":1234"));
            var seen = awaitStatus("slow", status -> status.progress().step().equals("validating"));
            assertThat(seen.getStatus().progress().estimatedEnd()).isNull();
            stage.endPodOf("slow-restore", 0, Reports.goodRestore("b1", "copy"));
            var done = awaitStatus("slow", status -> status.phase() == Phase.Succeeded);
            assertThat(done.getStatus().progress().percent()).isEqualTo("100%");
            assertThat(done.getStatus().progress().rows()).isEqualTo(1234);
        }
    }

    @Test
    void aDeletedRestoreTakesItsRunningJobAndPodAlong() throws Exception {
        stage.create(restore("wrong", "source: {latest: {}}, target: {database: shop, swap: true}"));
        stage.startPodOf("wrong-restore");
        awaitStatus("wrong", status -> status.phase() == Phase.Running);
        var pod = stage.podOf("wrong-restore").orElseThrow().getSpec();
        assertThat(pod.getTerminationGracePeriodSeconds())
                .as("the agent tidies up for up to 20 seconds")
                .isGreaterThanOrEqualTo(25);

        stage.cluster().kubectl("-n", stage.namespace(), "delete", "restore", "wrong");
        Stage.await(() -> stage.find(Job.class, "wrong-restore").isEmpty(), () -> "the Job stays");
        Stage.await(() -> stage.podOf("wrong-restore").isEmpty(), () -> "the pod stays");
        Stage.pause(Duration.ofSeconds(2));
        assertThat(stage.find(Job.class, "wrong-restore")).isEmpty();
    }

    private void print(LogServer kubelet, String lines) {
        Stage.await(() -> stage.podOf("slow-restore").isPresent(), () -> "the Job has no pod");
        kubelet.print(stage.podOf("slow-restore").orElseThrow(), "belay: restoring\n" + lines);
    }

    private static String line(String step, String figures) {
        return "{\"progress\":{\"step\":\"" + step + "\"," + figures + "}}\n";
    }

    private static String restore(String name, String rest) {
        return """
                apiVersion: belay.dev/v1alpha1
                kind: Restore
                metadata: {name: %s}
                spec: {policyRef: {name: shop}, %s}
                """.formatted(name, rest);
    }

    private Restore awaitStatus(String name, Predicate<RestoreStatus> fulfilled) {
        return stage.await(
                Restore.class, name, found -> found.getStatus() != null && fulfilled.test(found.getStatus()));
    }

    private static String reason(RestoreStatus status) {
        return status.conditions().getFirst().reason();
    }
}
