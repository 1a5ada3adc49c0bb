package dev.belay.controller.gate;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.controller.kube.Children;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;

/** Gathers what there is of a gated Job. Such Jobs are few: what is not theirs alone is read, not watched. */
final class GateObserver {
    GateObservation observe(Job job, KubernetesClient client) {
        var namespace = job.getMetadata().getNamespace();
        var policy = GateNames.policy(job);
        if (policy.isEmpty()) {
            return new GateObservation(job, Optional.empty(), Optional.empty(), List.of());
        }
        return new GateObservation(
                job,
                Children.read(client, BackupPolicy.class, namespace, policy),
                Children.read(client, Backup.class, namespace, GateNames.backup(job)),
                GateDecider.maxBackupAge(job).isPresent()
                        ? Children.readBackups(client, namespace, policy)
                        : List.of());
    }
}
