package dev.belay.controller.backup;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.backup.BackupStatus;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.kube.Children;
import dev.belay.controller.kube.Names;
import dev.belay.controller.kube.Ownership;
import dev.belay.controller.kube.PurgeMarks;
import dev.belay.controller.kube.Reporter;
import dev.belay.controller.kube.Runs;
import dev.belay.controller.kube.SharedBackups;
import dev.belay.controller.run.BackupIds;
import dev.belay.controller.run.RunReader;
import dev.belay.controller.run.Task;
import dev.belay.controller.run.Verdict;
import dev.belay.controller.status.Said;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;

/** Deletes the data of deleted Backups, where their policies say so. */
final class Purges {
    private final PurgeDecider decider;
    private final SharedBackups backups;
    private final Reporter reporter;

    Purges(AgentImage image, SharedBackups backups, Reporter reporter) {
        this.backups = backups;
        this.decider = new PurgeDecider(image);
        this.reporter = reporter;
    }

    /** Goes on with one that is marked for deletion. */
    UpdateControl<Backup> step(Backup backup, Context<Backup> context, Instant now) {
        if (!backup.hasFinalizer(Labels.PURGE)) {
            return UpdateControl.noUpdate(); // somebody else's finalizer keeps it
        }
        switch (decider.decide(observe(backup, context, now), now)) {
            case PurgeStep.Nothing ignored -> PurgeMarks.take(context, backup);
            case PurgeStep.Release release -> release(backup, context, release.said(), now);
            case PurgeStep.Wait wait -> say(backup, context, wait.said(), now);
            case PurgeStep.Start start -> {
                say(backup, context, start.said(), now);
                start(backup, context, start.job(), now);
            }
        }
        return UpdateControl.<Backup>noUpdate().rescheduleAfter(Verdict.SOON);
    }

    private PurgeObservation observe(Backup backup, Context<Backup> context, Instant now) {
        var metadata = backup.getMetadata();
        var jobName = Names.fit(metadata.getName() + "-purge-" + Names.hash(metadata.getUid(), 5), Names.JOB);
        var policy = Children.read(
                context.getClient(),
                BackupPolicy.class,
                metadata.getNamespace(),
                backup.getSpec().policyRef().name());
        var run = Runs.observe(context, jobName, job -> Ownership.isRequested(job, backup), now);
        return new PurgeObservation(backup, jobName, run, policy, isNext(backup));
    }

    /** The oldest first: of several, the newest is the one that is refused as the last good one. */
    private boolean isNext(Backup backup) {
        Comparator<Backup> byAge = Comparator.comparing(Purges::content);
        return backups.ofSamePolicy(backup).stream()
                .filter(other -> other.isMarkedForDeletion()
                        && other.hasFinalizer(Labels.PURGE)
                        && !BackupIds.of(other).isEmpty())
                .min(byAge.thenComparing(other -> other.getMetadata().getName()))
                .filter(oldest -> !oldest.getMetadata()
                        .getUid()
                        .equals(backup.getMetadata().getUid()))
                .isEmpty();
    }

    private static String content(Backup backup) {
        var status = backup.getStatus();
        return status == null || status.startedAt() == null ? "" : status.startedAt();
    }

    /** One at a time, or two could each rely on the other to stay. Read, not from a cache, and nobody starts meanwhile. */
    private synchronized void start(Backup backup, Context<Backup> context, Job job, Instant now) {
        var labels = Map.of(Labels.POLICY, backup.getSpec().policyRef().name(), Labels.TASK, Task.PURGE.label());
        var isBusy = context
                .getClient()
                .batch()
                .v1()
                .jobs()
                .inNamespace(backup.getMetadata().getNamespace())
                .withLabels(labels)
                .list()
                .getItems()
                .stream()
                .anyMatch(other -> !RunReader.isOver(other));
        if (isBusy) {
            return;
        }
        Children.create(context, job)
                .filter(Children::isForGood)
                .ifPresent(why ->
                        release(backup, context, PurgeDecider.refused(why).said(), now));
    }

    private void release(Backup backup, Context<Backup> context, Said said, Instant now) {
        say(backup, context, said, now);
        PurgeMarks.take(context, backup);
    }

    private void say(Backup backup, Context<Backup> context, Said said, Instant now) {
        var before = BackupStatuses.before(backup);
        BackupStatus status = before.status();
        if (status != null) {
            reporter.report(context, new Backup(), before, BackupStatuses.with(status, said, now));
        }
    }
}
