package dev.belay.controller.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.Labels;
import dev.belay.api.status.Phase;
import dev.belay.controller.real.Reports;
import dev.belay.controller.real.ShopStage;
import dev.belay.controller.real.Stage;
import dev.belay.controller.run.BackupIds;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class PurgeIT extends ShopStage {
    PurgeIT() {
        super("purge");
    }

    @Test
    void byDefaultTheDataStaysWhateverIsDeleted() throws Exception {
        made("night", "b1");
        assertThat(stage.get(Backup.class, "night").getFinalizers()).isEmpty();
        delete("bk", "night");
        assertThat(stage.find(Backup.class, "night")).isEmpty();
        made("later", "b2");
        delete("bp", "shop");
        Stage.pause(Duration.ofSeconds(1));
        assertThat(stage.find(Backup.class, "later")).isPresent();
        assertThat(purges()).isEmpty();
    }

    @Test
    void whereThePolicySaysSoTheDataGoesWithItsObjectOneAtATime() throws Exception {
        made("first", "b1");
        made("second", "b2");
        deletionPolicy("Delete");
        awaitMark("first", true);
        awaitMark("second", true);
        stage.cluster().kubectl("-n", stage.namespace(), "delete", "bk", "first", "second", "--wait=false");
        Stage.await(() -> purges().size() == 1, () -> "no Job deletes the data");
        Stage.pause(Duration.ofSeconds(1));
        assertThat(purges()).hasSize(1);
        assertThat(arguments(purges().getFirst())).contains("delete", "b1");
        assertThat(stage.find(Backup.class, "first")).isPresent();
        end(purges().getFirst(), 0, Reports.deleted("b1"));
        Stage.await(() -> stage.find(Backup.class, "first").isEmpty(), () -> "the object stays");
        awaitEvent("first", "Purged");

        // The last good one is refused by the agent: the object goes, the data stays.
        Stage.await(
                () -> purges().stream().anyMatch(job -> arguments(job).contains("b2")),
                () -> "the second waits for ever");
        var second = purges().stream()
                .filter(job -> arguments(job).contains("b2"))
                .findFirst()
                .orElseThrow();
        end(second, 3, Reports.failed("delete", "BackupProtected", "no good backup of shop would be left without b2"));
        Stage.await(() -> stage.find(Backup.class, "second").isEmpty(), () -> "the object stays");
        assertThat(awaitEvent("second", "PurgeRefused").getMessage())
                .contains("no good backup of shop would be left", "purge-last");
    }

    @Test
    void whatThePolicySaysLastCounts() throws Exception {
        made("night", "b1");
        deletionPolicy("Delete");
        awaitMark("night", true);
        deletionPolicy("Retain");
        awaitMark("night", false);
        delete("bk", "night");
        assertThat(purges()).isEmpty();
    }

    @Test
    void withoutItsPolicyTheObjectGoesAndTheDataStays() throws Exception {
        made("night", "b1");
        deletionPolicy("Delete");
        awaitMark("night", true);
        delete("bp", "shop");
        delete("bk", "night");
        assertThat(stage.find(Backup.class, "night")).isEmpty();
        assertThat(purges()).isEmpty();
        assertThat(awaitEvent("night", "PurgeGivenUp").getMessage()).contains("BackupPolicy 'shop' is gone");
    }

    /** As Argo CD deletes: the owner goes after what it owns. */
    @Test
    void aDeletionInTheForegroundTakesNoPurgeAlong() throws Exception {
        made("night", "b1");
        deletionPolicy("Delete");
        awaitMark("night", true);
        stage.cluster()
                .kubectl("-n", stage.namespace(), "delete", "bk", "night", "--wait=false", "--cascade=foreground");
        Stage.await(() -> purges().size() == 1, () -> "no Job deletes the data");
        Stage.pause(Duration.ofSeconds(2));
        end(purges().getFirst(), 0, Reports.deleted("b1"));
        Stage.await(() -> stage.find(Backup.class, "night").isEmpty(), () -> "the object stays");
        awaitEvent("night", "Purged");
    }

    @Test
    void aRecordThatTheOperatorLetsGoTakesNoDataAlong() throws Exception {
        made("night", "b1");
        deletionPolicy("Delete");
        awaitMark("night", true);
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "next", "--from=cronjob/shop-daily");
        var report = Reports.goodBackup("b2", Instant.now().toString())
                .replace("\"backup\":{", "\"deleted\":{\"backups\":1,\"ids\":[\"b1\"]},\"backup\":{");
        stage.endPodOf("next", 0, report);
        Stage.await(() -> stage.find(Backup.class, "night").isEmpty(), () -> "the record stays");
        assertThat(purges()).isEmpty();
    }

    /** Nobody looks again at a run whose end is told: had the operator died right then, the others would still count. */
    @Test
    void whatRetentionDeletedNoLongerCountsWhenTheRunIsTold() throws Exception {
        made("night", "b1");
        stage.create("""
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: mine}
                spec: {policyRef: {name: shop}}
                """);
        stage.endPodOf("mine", 0, Reports.goodBackup("b2", Instant.now().toString()));
        stage.awaitBackup("mine", status -> status.phase() == Phase.Succeeded);
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "next", "--from=cronjob/shop-daily");
        stage.awaitBackup("next", status -> status.phase() == Phase.Running);
        var seen = new CopyOnWriteArrayList<String>();
        var report = Reports.goodBackup("b3", Instant.now().toString())
                .replace("\"backup\":{", "\"deleted\":{\"backups\":2,\"ids\":[\"b1\",\"b2\"]},\"backup\":{");
        try (var ignored = stage.cluster()
                .client()
                .resources(Backup.class)
                .inNamespace(stage.namespace())
                .inform(new Sequence(seen))) {
            stage.endPodOf("next", 0, report);
            Stage.await(
                    () -> seen.containsAll(List.of("night is gone", "mine is gone", "next Succeeded")),
                    () -> "seen: " + seen);
        }
        assertThat(seen.indexOf("next Succeeded"))
                .as("of %s", seen)
                .isGreaterThan(seen.indexOf("night is gone"))
                .isGreaterThan(seen.indexOf("mine is gone"));
    }

    /** What becomes of Backups, in the order in which it is written. */
    private record Sequence(List<String> seen) implements ResourceEventHandler<Backup> {
        @Override
        public void onAdd(Backup backup) {
            onUpdate(backup, backup);
        }

        @Override
        public void onUpdate(Backup before, Backup backup) {
            var status = backup.getStatus();
            var stands =
                    BackupIds.isGone(backup) ? "is gone" : status == null ? "is new" : String.valueOf(status.phase());
            seen.add(backup.getMetadata().getName() + " " + stands);
        }

        @Override
        public void onDelete(Backup backup, boolean unknown) {
            seen.add(backup.getMetadata().getName() + " is gone");
        }
    }

    @Test
    void aNamespaceThatGoesIsNotHeldUp() throws Exception {
        made("night", "b1");
        deletionPolicy("Delete");
        awaitMark("night", true);
        stage.cluster().kubectl("delete", "namespace", stage.namespace(), "--wait=false");
        Stage.await(
                () -> stage.cluster()
                                .client()
                                .resources(Namespace.class)
                                .withName(stage.namespace())
                                .get()
                        == null,
                () -> "the namespace stays: " + stage.list(Backup.class));
    }

    @Test
    void whatWasDeletedWhileTheOperatorWasDownIsPurgedThen() throws Exception {
        made("night", "b1");
        deletionPolicy("Delete");
        awaitMark("night", true);
        stage.stopOperator();
        stage.cluster().kubectl("-n", stage.namespace(), "delete", "bk", "night", "--wait=false");
        stage.startOperator();
        Stage.await(() -> purges().size() == 1, () -> "no Job deletes the data");
    }

    /** The Job and its pod with the good report are still there: they must not tell of the data that is gone. */
    @Test
    void whatWasPurgedStaysAwayWhenTheOperatorStartsAnew() throws Exception {
        made("first", "b1");
        made("second", "b2");
        deletionPolicy("Delete");
        awaitMark("first", true);
        stage.cluster().kubectl("-n", stage.namespace(), "delete", "bk", "first", "--wait=false");
        Stage.await(() -> purges().size() == 1, () -> "no Job deletes the data");
        end(purges().getFirst(), 0, Reports.deleted("b1"));
        Stage.await(() -> stage.find(Backup.class, "first").isEmpty(), () -> "the object stays");
        stage.stopOperator();
        var uid = stage.get(Backup.class, "second").getMetadata().getUid();
        // As if the operator had died between a record and the mark on its Job.
        stage.cluster().kubectl("-n", stage.namespace(), "annotate", "job", "second", Labels.RECORDED + "-");
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "missed", "--from=cronjob/shop-daily");
        stage.startOperator();
        for (var job : List.of("second", "missed")) {
            stage.await(Job.class, job, found -> found.getMetadata()
                    .getAnnotations()
                    .containsKey(Labels.RECORDED));
        }
        stage.awaitBackup("missed", status -> status.phase() == Phase.Pending || status.phase() == Phase.Running);
        Stage.pause(Duration.ofSeconds(1));
        assertThat(stage.list(Backup.class).stream()
                        .map(backup -> backup.getMetadata().getName()))
                .containsExactlyInAnyOrder("second", "missed");
        assertThat(stage.get(Job.class, "first")).isNotNull();
        assertThat(stage.get(Backup.class, "second").getMetadata().getUid()).isEqualTo(uid);
        assertThat(stage.get(Backup.class, "second").getStatus().id()).isEqualTo("b2");
    }

    private void made(String name, String id) throws IOException, InterruptedException {
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", name, "--from=cronjob/shop-daily");
        stage.endPodOf(name, 0, Reports.goodBackup(id, Instant.now().toString()));
        stage.awaitBackup(name, status -> status.phase() == Phase.Succeeded);
    }

    private void deletionPolicy(String value) throws IOException, InterruptedException {
        stage.cluster()
                .kubectl(
                        "-n",
                        stage.namespace(),
                        "patch",
                        "bp",
                        "shop",
                        "--type=merge",
                        "-p",
                        "{\"spec\":{\"deletionPolicy\":\"" + value + "\"}}");
    }

    private void delete(String kind, String name) throws IOException, InterruptedException {
        stage.cluster().kubectl("-n", stage.namespace(), "delete", kind, name, "--timeout=30s");
    }

    private void awaitMark(String backup, boolean isThere) {
        stage.await(Backup.class, backup, found -> found.hasFinalizer(Labels.PURGE) == isThere);
    }

    private List<Job> purges() {
        return stage.list(Job.class).stream()
                .filter(job -> "purge".equals(job.getMetadata().getLabels().get(Labels.TASK)))
                .toList();
    }

    private static List<String> arguments(Job job) {
        return job.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs();
    }

    private void end(Job job, int exitCode, String report) {
        stage.endPodOf(job.getMetadata().getName(), exitCode, report);
    }

    private Event awaitEvent(String backup, String reason) {
        Stage.await(
                () -> stage.events(backup).stream()
                        .anyMatch(event -> event.getReason().equals(reason)),
                () -> "no event " + reason + " of " + backup);
        return stage.events(backup).stream()
                .filter(event -> event.getReason().equals(reason))
                .findFirst()
                .orElseThrow();
    }
}
