package dev.belay.controller.restore;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Restore;
import dev.belay.controller.kube.Children;
import dev.belay.controller.kube.Names;
import dev.belay.controller.kube.Ownership;
import dev.belay.controller.kube.Runs;
import dev.belay.controller.run.Run;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Instant;
import java.util.Optional;

/** Gathers what there is of a Restore. */
final class RestoreObserver {

    RestoreObservation observe(Restore restore, Context<Restore> context, Instant now) {
        var jobName = Names.fit(restore.getMetadata().getName() + "-restore", Names.JOB);
        var run = Runs.observe(context, jobName, job -> Ownership.isOwned(job, restore), now);
        if (!(run instanceof Run.Absent)) {
            var look = run instanceof Run.Active ? ProgressObserver.at(jobName, context) : Look.NONE;
            return new RestoreObservation(restore, jobName, run, look, Optional.empty(), Optional.empty());
        }
        var client = context.getClient();
        var namespace = restore.getMetadata().getNamespace();
        var policy = Children.read(
                client,
                BackupPolicy.class,
                namespace,
                restore.getSpec().policyRef().name());
        var backup = Optional.ofNullable(restore.getSpec().source().backup())
                .flatMap(name -> Children.read(client, Backup.class, namespace, name));
        return new RestoreObservation(restore, jobName, run, Look.NONE, policy, backup);
    }
}
