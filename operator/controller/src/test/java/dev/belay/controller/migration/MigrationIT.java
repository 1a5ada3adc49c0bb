package dev.belay.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.Migration;
import dev.belay.api.Restore;
import dev.belay.api.migration.MigrationStatus;
import dev.belay.api.status.Phase;
import dev.belay.controller.real.Reports;
import dev.belay.controller.real.ShopStage;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class MigrationIT extends ShopStage {
    MigrationIT() {
        super("migration");
    }

    @Test
    void theJobRunsOnlyBehindItsBackup() throws Exception {
        stage.create(migration("v2", ""));
        var gate = gateOf("v2");
        assertThat(stage.find(Job.class, "v2")).isEmpty();
        stage.endPodOf(gate, 0, Reports.goodBackup("b1", Instant.now().toString()));

        var job = stage.await(Job.class, "v2", found -> true);
        assertThat(job.getMetadata().getLabels())
                .containsEntry("team", "shop")
                .containsEntry("belay.dev/policy", "shop");
        assertThat(job.getSpec().getBackoffLimit()).isZero();
        stage.endPodOf("v2", 0, "");

        var migration = awaitStatus("v2", status -> status.phase() == Phase.Succeeded);
        assertThat(migration.getStatus().backup()).isEqualTo(gate);
        assertThat(migration.getStatus().conditions())
                .allSatisfy(condition -> assertThat(condition.status()).isEqualTo("True"));
    }

    @Test
    void behindAFailedBackupTheJobIsNeverCreated() throws Exception {
        stage.create(migration("v2", ""));
        stage.endPodOf(
                gateOf("v2"), 1, Reports.failed("backup", "RepositoryUnreachable", "connect to s3:7070 refused"));

        var migration = awaitStatus("v2", status -> status.phase() == Phase.Failed);
        assertThat(migration.getStatus().failure().reason()).isEqualTo("BackupFailed");
        assertThat(migration.getStatus().failure().message()).contains("s3:7070 refused", "the Job was not created");
        stage.stopOperator();
        stage.startOperator();
        Stage.pause(Duration.ofSeconds(2));
        assertThat(stage.find(Job.class, "v2")).isEmpty();
        assertThat(stage.list(Backup.class)).hasSize(1);
    }

    @Test
    void anOperatorThatWasAwayGoesOnWithoutASecondJob() throws Exception {
        stage.create(migration("v2", ""));
        var gate = gateOf("v2");
        stage.await(Job.class, gate, found -> true);
        stage.stopOperator();
        stage.endPodOf(gate, 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.startOperator();
        var first = stage.await(Job.class, "v2", found -> true);
        stage.stopOperator();
        stage.endPodOf("v2", 0, "");
        stage.startOperator();

        awaitStatus("v2", status -> status.phase() == Phase.Succeeded);
        assertThat(stage.get(Job.class, "v2").getMetadata().getUid())
                .isEqualTo(first.getMetadata().getUid());
        assertThat(stage.list(Backup.class)).hasSize(1);
    }

    @Test
    void aFailedJobSaysHowToGoBack() throws Exception {
        stage.create(migration("v2", ""));
        var gate = gateOf("v2");
        stage.endPodOf(gate, 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.endPodOf("v2", 1, "");

        var migration = awaitStatus("v2", status -> status.phase() == Phase.Failed);
        assertThat(migration.getStatus().rollback()).contains("kind: Restore", "backup: " + gate, "swap: true");
        assertThat(stage.list(Restore.class)).isEmpty();
        var typed = migration.getStatus().rollback();
        stage.cluster()
                .create(typed.substring(
                        typed.indexOf("apiVersion"), typed.indexOf("EOF\n", typed.indexOf("apiVersion"))));
        assertThat(stage.list(Restore.class)).hasSize(1);
    }

    /** A missing service account sends no further event, neither when it is missing nor when it has come. */
    @Test
    void aJobThatGetsNoPodIsToldWithinAMinute() throws Exception {
        stage.create(migration("v2", "").replace("{containers:", "{serviceAccountName: migrator, containers:"));
        stage.endPodOf(gateOf("v2"), 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.await(Job.class, "v2", found -> true);
        var migration = awaitStatus("v2", status -> status.conditions().stream()
                .anyMatch(one -> one.reason().equals("NoPod")));
        assertThat(migration.getStatus().phase()).isEqualTo(Phase.Running);
        assertThat(migration.getStatus().conditions())
                .anySatisfy(one -> assertThat(one.message()).contains("service account", "kubectl describe job v2"));
        stage.cluster().kubectl("-n", stage.namespace(), "create", "serviceaccount", "migrator");
        stage.endPodOf("v2", 0, "");
        awaitStatus("v2", status -> status.phase() == Phase.Succeeded);
    }

    @Test
    void onFailureRestoreGoesBackToExactlyThatBackup() throws Exception {
        stage.create(migration("v2", "onFailure: Restore, "));
        var gate = gateOf("v2");
        stage.endPodOf(gate, 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.endPodOf("v2", 1, "");
        var running = awaitStatus("v2", status -> status.restore() != null);
        var name = running.getStatus().restore();
        var restore = stage.await(Restore.class, name, found -> true);
        assertThat(restore.getSpec().source().backup()).isEqualTo(gate);
        assertThat(restore.getSpec().target().database()).isEqualTo("shop");
        stage.endPodOf(name + "-restore", 0, Reports.goodRestore("b1", "shop"));

        var migration = awaitStatus("v2", status -> status.phase() == Phase.Failed);
        assertThat(migration.getStatus().conditions())
                .anySatisfy(condition -> assertThat(condition.reason()).isEqualTo("RolledBack"));
    }

    @Test
    void aGoodMigrationWhoseJobIsGoneIsNotRolledBack() throws Exception {
        stage.create(migration("v2", "onFailure: Restore, ")
                .replace("{template:", "{ttlSecondsAfterFinished: 1, template:"));
        stage.endPodOf(gateOf("v2"), 0, Reports.goodBackup("b1", Instant.now().toString()));
        var job = awaitStatus("v2", status -> status.phase() == Phase.Running);
        assertThat(stage.get(Job.class, "v2").getSpec().getTtlSecondsAfterFinished())
                .isNull();
        stage.stopOperator();
        stage.endPodOf("v2", 0, "");
        stage.await(Job.class, "v2", found -> found.getStatus().getCompletionTime() != null);
        stage.cluster().kubectl("-n", stage.namespace(), "delete", "job", "v2");
        stage.startOperator();

        var migration = awaitStatus("v2", status -> status.phase() == Phase.Failed);
        assertThat(migration.getStatus().failure().reason()).isEqualTo("JobDeleted");
        assertThat(migration.getStatus().rollback())
                .contains("backup: " + job.getStatus().backup());
        assertThat(stage.list(Restore.class)).isEmpty();
    }

    @Test
    void aDeletedRollbackIsNotStartedAgain() throws Exception {
        stage.create(migration("v2", "onFailure: Restore, "));
        stage.endPodOf(gateOf("v2"), 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.endPodOf("v2", 1, "");
        var name = awaitStatus("v2", status -> status.restore() != null)
                .getStatus()
                .restore();
        stage.await(Job.class, name + "-restore", found -> true);
        stage.cluster().kubectl("-n", stage.namespace(), "delete", "restore.belay.dev", name);

        var migration = awaitStatus("v2", status -> status.phase() == Phase.Failed);
        assertThat(migration.getStatus().failure().message()).contains(name, "Never a second time");
        assertThat(migration.getStatus().rollback()).contains("kind: Restore");
        assertThat(stage.list(Restore.class)).isEmpty();
    }

    /** Asked to end, it works on for its grace period: what has been deleted is not over. */
    @Test
    void aPodThatOutlivesItsMigrationHoldsTheTurn() throws Exception {
        stage.create(migration("v2", ""));
        stage.endPodOf(gateOf("v2"), 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.startPodOf("v2");
        var pod = stage.podOf("v2").orElseThrow().getMetadata().getName();
        stage.holdPod(pod, true);
        stage.cluster().kubectl("-n", stage.namespace(), "delete", "migration", "v2");
        Stage.await(() -> stage.find(Job.class, "v2").isEmpty(), () -> "the Job is there");

        stage.create(migration("v3", ""));
        awaitStatus("v3", status -> status.conditions().stream()
                .anyMatch(one -> one.reason().equals("AnotherMigrationRuns")
                        && one.message().contains("Pod " + pod)));
        assertThat(stage.list(Backup.class)).hasSize(1);
        stage.holdPod(pod, false);
        gateOf("v3");
    }

    @Test
    void aFreshGoodBackupOpensTheGateAtOnce() throws Exception {
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "night", "--from=cronjob/shop-daily");
        stage.endPodOf("night", 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.awaitBackup("night", status -> status.phase() == Phase.Succeeded);
        stage.create(migration("v2", "maxBackupAge: 1h, "));

        stage.await(Job.class, "v2", found -> true);
        assertThat(stage.get(Migration.class, "v2").getStatus().backup()).isEqualTo("night");
        assertThat(stage.list(Backup.class)).hasSize(1);
    }

    @Test
    void aStrangersJobIsNotTakenForTheMigrations() throws Exception {
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "v2", "--image=theirs");
        stage.create(migration("v2", ""));
        awaitStatus("v2", status -> status.conditions().stream()
                .anyMatch(one -> one.reason().equals("NameConflict")));
        assertThat(stage.list(Backup.class)).isEmpty();
    }

    private String gateOf(String migration) {
        var gate = awaitStatus(migration, status -> status.backup() != null)
                .getStatus()
                .backup();
        stage.await(Backup.class, gate, found -> true);
        return gate;
    }

    private static String migration(String name, String more) {
        return """
                apiVersion: belay.dev/v1alpha1
                kind: Migration
                metadata: {name: %s}
                spec:
                  {policyRef: {name: shop}, %sjobTemplate: {metadata: {labels: {team: shop}},
                   spec: {template: {spec: {containers: [{name: sql, image: theirs, command: [psql]}]}}}}}
                """.formatted(name, more);
    }

    private Migration awaitStatus(String name, Predicate<MigrationStatus> fulfilled) {
        return stage.await(
                Migration.class, name, found -> found.getStatus() != null && fulfilled.test(found.getStatus()));
    }
}
