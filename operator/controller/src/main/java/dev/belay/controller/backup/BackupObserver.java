package dev.belay.controller.backup;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.controller.kube.Children;
import dev.belay.controller.kube.Names;
import dev.belay.controller.kube.Ownership;
import dev.belay.controller.kube.Runs;
import dev.belay.controller.run.Origin;
import dev.belay.controller.run.Run;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Instant;
import java.util.Optional;

/** Gathers what there is of a Backup. */
final class BackupObserver {

    BackupObservation observe(Backup backup, Context<Backup> context, Instant now) {
        var listed = Listed.of(backup);
        if (listed.isPresent()) {
            return new BackupObservation(backup, "", listed.get(), Optional.empty());
        }
        var jobName = Names.fit(backup.getMetadata().getName(), Names.JOB);
        var run = Runs.observe(context, jobName, job -> Origin.isRecord(backup) || Ownership.isOwned(job, backup), now);
        var policy = run instanceof Run.Absent && !Origin.isRecord(backup)
                ? Children.read(
                        context.getClient(),
                        BackupPolicy.class,
                        backup.getMetadata().getNamespace(),
                        backup.getSpec().policyRef().name())
                : Optional.<BackupPolicy>empty();
        return new BackupObservation(backup, jobName, run, policy);
    }
}
