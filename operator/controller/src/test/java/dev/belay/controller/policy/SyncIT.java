package dev.belay.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.policy.BackupPolicyStatus.Sync;
import dev.belay.api.status.Phase;
import dev.belay.controller.kube.PodLogs;
import dev.belay.controller.real.LogServer;
import dev.belay.controller.real.RealCluster;
import dev.belay.controller.real.Reports;
import dev.belay.controller.real.ShopStage;
import dev.belay.controller.real.Stage;
import dev.belay.controller.run.BackupIds;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncIT extends ShopStage {
    private static final String OLD = "20260101T020000Z-daily-00000a";
    private static final String YESTERDAY = "20261120T020000Z-weekly-00000b";
    private static final String TODAY = "20261121T020000Z-daily-00000c";

    @TempDir
    Path folder;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Set<String> played = new HashSet<>();
    private LogServer kubelet;

    SyncIT() {
        super("sync");
    }

    @BeforeEach
    void openKubelet(RealCluster cluster) throws Exception {
        kubelet = LogServer.open(cluster, folder);
    }

    @AfterEach
    void closeKubelet() {
        kubelet.close();
    }

    @Test
    void aFreshClusterFindsWhatTheRepositoryHolds() throws Exception {
        listed(OLD, YESTERDAY, TODAY);
        var sync = awaitSync(3);
        assertThat(sync.records()).isEqualTo(3);
        assertThat(sync.message()).isNull();
        var record = stage.awaitBackup("shop-" + lower(TODAY), status -> status.phase() == Phase.Succeeded);
        assertThat(record.getStatus().id()).isEqualTo(TODAY);
        assertThat(record.getStatus().result().rows()).isEqualTo(1234);
        assertThat(record.getStatus().job()).isNull();
        assertThat(record.getSpec().tier()).isEqualTo("daily");
        var policy = stage.awaitReason("shop", "BackedUp", "ObjectiveMet");
        assertThat(policy.getStatus().lastSuccess().id()).isEqualTo(TODAY);
        assertThat(stage.list(Job.class)).as("a record is no order").hasSize(1);

        // A GitOps tool prunes the objects: no data is lost, and they come back.
        stage.cluster().kubectl("-n", stage.namespace(), "delete", "bk", "--all");
        ask("again");
        listed(OLD, YESTERDAY, TODAY);
        Stage.await(() -> names().size() == 3, () -> "no records came back: " + names());

        // Retention has deleted one since.
        ask("once more");
        listed(YESTERDAY, TODAY);
        awaitSync(2);
        assertThat(names()).containsExactlyInAnyOrder("shop-" + lower(YESTERDAY), "shop-" + lower(TODAY));

        // What cannot be read is not taken for gone.
        ask("in part");
        listed(2, TODAY);
        Stage.await(() -> sync() != null && sync().message() != null, () -> "no word of it: " + sync());
        assertThat(names()).hasSize(2);
        assertThat(ready()).contains("Not all of the repository's list could be read");
    }

    /** Whoever ordered it may order it again, by applying the same file: it is not the operator's to delete. */
    @Test
    void aBackupThatWasOrderedStaysAndCountsForNothingOnceItsDataIsGone() throws Exception {
        stage.create("""
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: mine}
                spec: {policyRef: {name: shop}}
                """);
        stage.endPodOf(
                "mine",
                0,
                Reports.goodBackup(OLD, now.minus(Duration.ofHours(2)).toString()));
        stage.awaitReason("shop", "BackedUp", "ObjectiveMet");
        listed();
        stage.await(Backup.class, "mine", backup -> BackupIds.isGone(backup));
        stage.awaitReason("shop", "BackedUp", "NoBackupYet");
        ask("it was mended");
        listed(OLD);
        stage.await(Backup.class, "mine", backup -> !BackupIds.isGone(backup));
        stage.awaitReason("shop", "BackedUp", "ObjectiveMet");
    }

    @Test
    void theRunsOwnRecordAndTheSyncedOneNeverDouble() throws Exception {
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "night", "--from=cronjob/shop-daily");
        stage.awaitBackup("night", status -> status.phase() == Phase.Running);
        listed(OLD, TODAY);
        stage.awaitBackup("shop-" + lower(TODAY), status -> status.phase() == Phase.Succeeded);
        var report = Reports.goodBackup(TODAY, now.toString())
                .replace("\"backup\":{", "\"deleted\":{\"backups\":1,\"ids\":[\"" + OLD + "\"]},\"backup\":{");
        stage.endPodOf("night", 0, report);
        Stage.await(() -> names().equals(List.of("night")), () -> "records are " + names());
    }

    @Test
    void aListThatFailsIsToldAndTriedAgain() throws Exception {
        var job = job();
        stage.endPodOf(job, 1, Reports.failed("list", "RepositoryDenied", "refused: check the credentials"));
        Stage.await(() -> sync() != null && sync().failures() != null, () -> "no failure is told");
        assertThat(sync().failures()).isEqualTo(1);
        assertThat(ready()).contains("RepositoryDenied: refused: check the credentials");
        assertThat(stage.get(BackupPolicy.class, "shop").getStatus().conditions())
                .filteredOn(condition -> condition.type().equals("Ready"))
                .allSatisfy(condition -> assertThat(condition.status()).isEqualTo("True"));
        ask("mended");
        listed(TODAY);
        assertThat(awaitSync(1).failures()).isNull();
        Stage.await(() -> !ready().contains("RepositoryDenied"), this::ready);
    }

    @Test
    void whoMayNotReadLogsIsToldWhichRightIsMissing() throws Exception {
        var job = job();
        Stage.await(() -> stage.podOf(job).isPresent(), () -> "Job " + job + " has no pod");
        try (var nobody = stage.cluster().connectAsNobody()) {
            var log = PodLogs.read(nobody, stage.podOf(job).orElseThrow());
            assertThat(((PodLogs.Log.Unread) log).why()).contains("forbidden", "rbac.podLogs");
        }
    }

    @Test
    void aStatusThatWasDeletedComesBack() throws Exception {
        listed(TODAY);
        awaitSync(1);
        stage.stopOperator();
        stage.cluster().client().resource(stage.get(BackupPolicy.class, "shop")).editStatus(policy -> {
            policy.setStatus(null);
            return policy;
        });
        assertThat(sync()).isNull();
        stage.startOperator();
        awaitSync(1);
    }

    /** Plays the agent: this is what its list holds. */
    private void listed(String... ids) throws Exception {
        listed(ids.length, ids);
    }

    private void listed(int told, String... ids) throws Exception {
        var job = job();
        var entries = List.of(ids).stream()
                .map(id -> Reports.entry(id, id.contains("weekly") ? "weekly" : "daily", startedAt(id)))
                .toList();
        Stage.await(() -> stage.podOf(job).isPresent(), () -> "Job " + job + " has no pod");
        kubelet.print(stage.podOf(job).orElseThrow(), "belay: a warning\n[" + String.join(",", entries) + "]\n");
        stage.endPodOf(
                job, 0, Reports.list(told, 0, now.plus(Duration.ofHours(1)).toString()));
        played.add(job);
    }

    private String startedAt(String id) {
        return id.equals(TODAY)
                ? now.toString()
                : now.minus(Duration.ofDays(id.equals(OLD) ? 300 : 1)).toString();
    }

    /** The sync's Job that nobody has ended yet. */
    private String job() {
        Stage.await(() -> !open().isEmpty(), () -> "no Job lists the repository");
        var job = open().getFirst();
        played.add(job);
        return job;
    }

    private List<String> open() {
        return stage.list(Job.class).stream()
                .filter(job -> "sync".equals(job.getMetadata().getLabels().get(Labels.TASK)))
                .map(job -> job.getMetadata().getName())
                .filter(name -> !played.contains(name))
                .toList();
    }

    private void ask(String value) throws Exception {
        stage.cluster()
                .kubectl("-n", stage.namespace(), "annotate", "--overwrite", "bp", "shop", Labels.SYNC + "=" + value);
    }

    private Sync awaitSync(int backups) {
        Stage.await(
                () -> sync() != null && sync().backups() != null && sync().backups() == backups,
                () -> "the sync stands at " + sync());
        return sync();
    }

    private Sync sync() {
        var status = stage.get(BackupPolicy.class, "shop").getStatus();
        return status == null ? null : status.sync();
    }

    private String ready() {
        return stage.get(BackupPolicy.class, "shop").getStatus().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElseThrow()
                .message();
    }

    private List<String> names() {
        return stage.list(Backup.class).stream()
                .map(HasMetadata::getMetadata)
                .map(metadata -> metadata.getName())
                .toList();
    }

    private static String lower(String id) {
        return id.toLowerCase(java.util.Locale.ROOT);
    }
}
