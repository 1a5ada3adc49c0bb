package dev.belay.controller.restore;

import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.Encryption;
import dev.belay.api.restore.RestoreSpec;
import dev.belay.api.restore.RestoreStatus;
import dev.belay.api.status.Phase;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.kube.AgentJob;
import dev.belay.controller.run.Run;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.run.Task;
import dev.belay.controller.run.Verdict;
import dev.belay.controller.status.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses what follows for a Restore. */
final class RestoreDecider {
    private static final String LATEST = "latest";

    private final AgentImage image;

    RestoreDecider(AgentImage image) {
        this.image = image;
    }

    /** Asked before anything is observed, too: of the many that are over, nothing need be read. */
    static boolean isOver(@Nullable RestoreStatus status) {
        return status != null && Phase.isOver(status.phase());
    }

    Verdict decide(RestoreObservation seen, Instant now) {
        var status = seen.restore().getStatus();
        if (isOver(status)) {
            return new Verdict.Over();
        }
        if (!(seen.run() instanceof Run.Absent)) {
            return Verdict.ofAgent(seen.run(), seen.jobName(), now);
        }
        if (status != null && status.phase() == Phase.Running) {
            // Never a second time: the first may have got as far as the swap.
            return new Verdict.Fail(
                    null,
                    Reason.JobDeleted.name(),
                    "The Job " + seen.jobName()
                            + " was deleted before its result was read. Look at the databases, then "
                            + "create another Restore if one is still needed.",
                    now);
        }
        return order(seen, now);
    }

    private Verdict order(RestoreObservation seen, Instant now) {
        var spec = seen.restore().getSpec();
        if (seen.policy().isEmpty()) {
            return wait(
                    Reason.PolicyNotFound,
                    "There is no BackupPolicy '" + spec.policyRef().name()
                            + "' in this namespace. Create it, and the restore goes on.");
        }
        var policy = seen.policy().get();
        if (lacksIdentity(policy.getSpec().encryption())) {
            return wait(
                    Reason.IdentityMissing,
                    "The policy names no identity to read its backups with. Set spec.encryption.age.identity.secretName to a "
                            + "Secret with the key identity, and the restore goes on.");
        }
        var source = spec.source();
        if (source.before() != null) {
            return start(seen, policy, List.of("--before", source.before()));
        }
        return source.backup() == null
                ? start(seen, policy, List.of(LATEST))
                : fromBackup(seen, policy, source.backup(), now);
    }

    private Verdict fromBackup(RestoreObservation seen, BackupPolicy policy, String name, Instant now) {
        if (seen.backup().isEmpty()) {
            return wait(
                    Reason.BackupNotFound,
                    "There is no Backup '" + name
                            + "' in this namespace. 'kubectl get bk' lists them; create another Restore with one of these, or "
                            + "with source latest.");
        }
        var backup = seen.backup().get();
        var policyOf = backup.getSpec().policyRef().name();
        if (!policyOf.equals(policy.getMetadata().getName())) {
            return new Verdict.Fail(
                    null,
                    Reason.BackupOfAnotherPolicy.name(),
                    "The Backup '" + name + "' is of the policy '" + policyOf + "', and where '"
                            + policy.getMetadata().getName()
                            + "' keeps its backups there is none of that. Create another "
                            + "Restore with policyRef '" + policyOf
                            + "', whose target is then on that policy's server, "
                            + "or with a Backup of '" + policy.getMetadata().getName() + "'.",
                    now);
        }
        var status = backup.getStatus();
        if (status != null && status.id() != null) {
            var database = seen.restore().getSpec().source().database();
            return BackupOf.database(status, database)
                    .map(id -> start(seen, policy, List.of(id)))
                    .orElseGet(() -> unnamed(name, database, now));
        }
        if (status != null && status.phase() == Phase.Failed) {
            return new Verdict.Fail(
                    null,
                    Reason.BackupFailed.name(),
                    "The Backup '" + name
                            + "' failed, so there is nothing to restore. Create another Restore with one that "
                            + "succeeded, or with source latest.",
                    now);
        }
        return wait(Reason.BackupNotFinished, "The Backup '" + name + "' has not finished; the restore waits for it.");
    }

    private static Verdict unnamed(String backup, @Nullable String database, Instant now) {
        var message = database == null
                ? "The Backup '" + backup
                        + "' is one of several databases. Create another Restore whose source.database" + " names one."
                : "The Backup '" + backup + "' does not tell of the database '" + database + "'. Create another Restore"
                        + " with source latest and that database, or take the id from 'belay backup list'.";
        return new Verdict.Fail(null, Reason.DatabaseNotNamed.name(), message, now);
    }

    /** @param which backup, in the agent's words */
    private Verdict start(RestoreObservation seen, BackupPolicy policy, List<String> which) {
        var job = new AgentJob(
                policy, image, Task.RESTORE, null, arguments(seen.restore().getSpec(), which));
        return new Verdict.Start(job.named(seen.jobName(), seen.restore()));
    }

    private static List<String> arguments(RestoreSpec spec, List<String> which) {
        var arguments = new ArrayList<>(List.of("backup", "restore"));
        arguments.addAll(which);
        arguments.addAll(List.of("--into", spec.target().database()));
        if (spec.source().database() != null) {
            arguments.addAll(List.of("--database", spec.source().database()));
        }
        if (Boolean.TRUE.equals(spec.target().swap())) {
            arguments.add("--swap");
        }
        if (Boolean.TRUE.equals(spec.target().terminateConnections())) {
            arguments.add("--terminate-connections");
        }
        var validation = spec.validation();
        if (validation != null) {
            validation.readiness().forEach(sql -> arguments.addAll(List.of("--readiness", sql)));
            validation.integrity().forEach(sql -> arguments.addAll(List.of("--integrity", sql)));
        }
        return List.copyOf(arguments);
    }

    private static boolean lacksIdentity(Encryption encryption) {
        return encryption.age() != null && encryption.age().identity() == null;
    }

    private static Verdict wait(Reason reason, String message) {
        return new Verdict.Wait(new Trouble(reason, message));
    }
}
