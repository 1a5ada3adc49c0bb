package dev.belay.controller.backup;

import dev.belay.api.BackupPolicy;
import dev.belay.api.backup.BackupStatus;
import dev.belay.api.policy.Tier;
import dev.belay.api.status.Phase;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.kube.AgentJob;
import dev.belay.controller.run.Origin;
import dev.belay.controller.run.Run;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.run.Verdict;
import dev.belay.controller.status.Reason;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chooses what follows for a Backup. */
final class BackupDecider {
    private final AgentImage image;

    BackupDecider(AgentImage image) {
        this.image = image;
    }

    /** Asked before anything is observed, too: of the many that are over, nothing need be read. */
    static boolean isOver(@Nullable BackupStatus status) {
        return status != null && Phase.isOver(status.phase());
    }

    Verdict decide(BackupObservation seen, Instant now) {
        var status = seen.backup().getStatus();
        if (isOver(status)) {
            return new Verdict.Over();
        }
        if (!(seen.run() instanceof Run.Absent)) {
            return Verdict.ofAgent(seen.run(), seen.jobName(), now);
        }
        if (Origin.isRecord(seen.backup()) || (status != null && status.phase() == Phase.Running)) {
            return new Verdict.Fail(
                    null,
                    Reason.JobDeleted.name(),
                    "The Job " + seen.jobName() + " was deleted before its result was read. 'belay backup list' shows "
                            + "whether the repository holds the backup.",
                    now);
        }
        return order(seen);
    }

    private Verdict order(BackupObservation seen) {
        var spec = seen.backup().getSpec();
        if (seen.policy().isEmpty()) {
            return wait(
                    Reason.PolicyNotFound,
                    "There is no BackupPolicy '" + spec.policyRef().name()
                            + "' in this namespace. Create it, and the backup goes on.");
        }
        var policy = seen.policy().get();
        var tiers = policy.getSpec().tiers().stream().map(Tier::name).toList();
        if (spec.tier() != null && !tiers.contains(spec.tier())) {
            return wait(
                    Reason.TierNotFound,
                    "The policy '" + spec.policyRef().name() + "' has no tier '" + spec.tier() + "'; it has "
                            + tiers.stream().collect(Collectors.joining(", "))
                            + ". Create another Backup with one of them, or add the tier.");
        }
        return new Verdict.Start(job(seen, policy, spec.tier() == null ? tiers.getFirst() : spec.tier()));
    }

    private Job job(BackupObservation seen, BackupPolicy policy, String tier) {
        return AgentJob.backup(policy, image, tier).named(seen.jobName(), seen.backup());
    }

    private static Verdict wait(Reason reason, String message) {
        return new Verdict.Wait(new Trouble(reason, message));
    }
}
