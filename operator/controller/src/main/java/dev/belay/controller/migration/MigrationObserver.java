package dev.belay.controller.migration;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Migration;
import dev.belay.api.Restore;
import dev.belay.controller.kube.Children;
import dev.belay.controller.kube.Ownership;
import dev.belay.controller.kube.Runs;
import dev.belay.controller.run.Run;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Instant;
import java.util.List;

/** Gathers what there is of a Migration. Migrations are few: what is not theirs alone is read, not watched. */
final class MigrationObserver {

    MigrationObservation observe(Migration migration, Context<Migration> context, Instant now) {
        var client = context.getClient();
        var namespace = migration.getMetadata().getNamespace();
        var policyName = migration.getSpec().policyRef().name();
        var status = migration.getStatus();
        var gateName = status == null || status.backup() == null ? MigrationNames.gate(migration) : status.backup();
        // Read, not from the cache: a gate that opens must be open now.
        var gate = Children.read(client, Backup.class, namespace, gateName);
        var run = Runs.observe(context, MigrationNames.job(migration), job -> isOurs(job, migration), now);
        return new MigrationObservation(
                migration,
                Children.read(client, BackupPolicy.class, namespace, policyName),
                gate,
                mayTakeRecent(migration, run) ? Children.readBackups(client, namespace, policyName) : List.of(),
                run,
                Children.read(client, Restore.class, namespace, MigrationNames.rollback(migration)));
    }

    /** Anybody can name the Migration as owner; the label of its task is the operator's to give. */
    private static boolean isOurs(Job job, Migration migration) {
        return Ownership.isOwned(job, migration) && Task.MIGRATION.isOf(job);
    }

    private static boolean mayTakeRecent(Migration migration, Run run) {
        var status = migration.getStatus();
        return run instanceof Run.Absent
                && migration.getSpec().maxBackupAge() != null
                && (status == null || status.backup() == null);
    }
}
