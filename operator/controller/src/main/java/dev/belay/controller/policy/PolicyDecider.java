package dev.belay.controller.policy;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.status.Phase;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.kube.Ownership;
import dev.belay.controller.run.Origin;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Chooses what to write for a policy. */
final class PolicyDecider {
    private final AgentImage image;

    PolicyDecider(AgentImage image) {
        this.image = image;
    }

    PolicyDecision decide(PolicyObservation seen) {
        if (!seen.broken().isEmpty()) {
            // What ran until now goes on running: a slip in an edit must not stop the backups.
            return new PolicyDecision(List.of(), List.of(), List.of(), List.of(), List.of());
        }
        var policy = seen.policy();
        var desired = DesiredChildren.of(policy, image);
        var all = new ArrayList<HasMetadata>();
        all.add(desired.file());
        all.addAll(desired.cronJobs());

        var strangers = all.stream()
                .filter(child -> seen.live(child)
                        .filter(live -> !Ownership.isOwnedOrOrphan(live, policy))
                        .isPresent())
                .toList();
        all.removeAll(strangers);
        return new PolicyDecision(
                List.copyOf(all),
                obsolete(policy, desired.cronJobs(), seen),
                strangers.stream()
                        .map(child ->
                                child.getKind() + " " + child.getMetadata().getName())
                        .toList(),
                backups(seen, false, backup -> policy.getSpec().purges() && takesData(backup)),
                backups(seen, true, backup -> !policy.getSpec().purges() || leftNothing(backup)));
    }

    /** Those with or without the finalizer; one that is being deleted can get none. */
    private static List<Backup> backups(PolicyObservation seen, boolean marked, Predicate<Backup> filter) {
        return seen.backups().stream()
                .filter(backup -> backup.hasFinalizer(Labels.PURGE) == marked && !backup.isMarkedForDeletion())
                .filter(filter)
                .toList();
    }

    private static boolean takesData(Backup backup) {
        return !Origin.isOutdated(backup) && !leftNothing(backup);
    }

    /** A failed one that names nothing in the repository: of it there is no data to delete. */
    private static boolean leftNothing(Backup backup) {
        var status = backup.getStatus();
        return status != null && status.phase() == Phase.Failed && status.id() == null && status.databases() == null;
    }

    private static List<CronJob> obsolete(BackupPolicy policy, List<CronJob> desired, PolicyObservation seen) {
        Set<String> wanted = new HashSet<>();
        desired.forEach(cronJob -> wanted.add(cronJob.getMetadata().getName()));
        return seen.cronJobs().values().stream()
                .filter(live -> !wanted.contains(live.getMetadata().getName()))
                .filter(live -> Ownership.isOwned(live, policy))
                .toList();
    }
}
