package dev.belay.controller.backup;

import dev.belay.controller.kube.Children;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives every Job of a tier's CronJob its Backup record, be it started by the clock or by kubectl. */
public final class ScheduledRunReconciler implements Reconciler<Job> {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledRunReconciler.class);

    private static final int REMEMBERED = 4096;

    /** Whose record was written or seen, by uid: a Job changes several times, its record is made once. */
    private final Set<String> recorded = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }));

    @Override
    public UpdateControl<Job> reconcile(Job job, Context<Job> context) {
        var uid = job.getMetadata().getUid();
        Records.of(job).filter(record -> !recorded.contains(uid)).ifPresent(record -> {
            // A Backup of that name is the record already, from before a restart.
            var refusal = Children.create(context, record);
            refusal.ifPresentOrElse(
                    why -> LOG.warn("no record of Job {}: {}", job.getMetadata().getName(), why),
                    () -> recorded.add(uid));
        });
        return UpdateControl.noUpdate();
    }
}
