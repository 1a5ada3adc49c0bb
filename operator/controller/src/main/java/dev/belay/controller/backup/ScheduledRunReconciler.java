package dev.belay.controller.backup;

import dev.belay.api.Backup;
import dev.belay.controller.kube.Children;
import dev.belay.controller.kube.RecordedJobs;
import dev.belay.controller.run.Verdict;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives every Job of a tier's CronJob its Backup record, once, be it started by the clock or by an administrator. */
public final class ScheduledRunReconciler implements Reconciler<Job> {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledRunReconciler.class);

    @Override
    public UpdateControl<Job> reconcile(Job job, Context<Job> context) {
        var record = Records.of(job);
        if (record.isEmpty() || isRecorded(job, record.get(), context)) {
            return UpdateControl.noUpdate();
        }
        return UpdateControl.<Job>noUpdate().rescheduleAfter(Verdict.UNTIL_STARTED);
    }

    private static boolean isRecorded(Job job, Backup record, Context<Job> context) {
        // A Backup of that name is the record already, from before a crash.
        var refusal = Children.create(context, record);
        if (refusal.isPresent()) {
            LOG.warn("no record of Job {}: {}", job.getMetadata().getName(), refusal.get());
            return Children.isForGood(refusal.get());
        }
        // Only now: of a record that is made twice there is one, one that is not made is missing.
        return RecordedJobs.mark(context.getClient(), job);
    }
}
