package dev.belay.controller.backup;

import dev.belay.api.Backup;
import dev.belay.api.Labels;
import dev.belay.api.backup.BackupSpec;
import dev.belay.api.policy.PolicyRef;
import dev.belay.controller.kube.RecordedJobs;
import dev.belay.controller.run.Origin;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Records of scheduled runs: Backups that nobody ordered, each named as the Job that it tells of. */
final class Records {
    private Records() {}

    /**
     * The record that a Job of a tier's CronJob deserves; empty for a Job that some Backup ordered, and for one that has had
     * its record: whoever deleted that one may have deleted the data, and the Job's pod would still tell of it.
     */
    static Optional<Backup> of(Job job) {
        var labels = job.getMetadata().getLabels();
        var annotations = job.getMetadata().getAnnotations();
        var policy = labels == null ? null : labels.get(Labels.POLICY);
        if (policy == null
                || RecordedJobs.isMarked(job)
                || (annotations != null && annotations.containsKey(Labels.REQUESTED_BY))) {
            return Optional.empty();
        }
        var record = new Backup();
        // No owner: neither the Job's history limit nor the policy's deletion may take the record along.
        record.setMetadata(new ObjectMetaBuilder()
                .withName(job.getMetadata().getName())
                .withNamespace(job.getMetadata().getNamespace())
                .withLabels(labels(policy, labels))
                .build());
        record.setSpec(new BackupSpec(new PolicyRef(policy), labels.get(Labels.TIER)));
        return Optional.of(record);
    }

    private static Map<String, String> labels(String policy, Map<String, String> ofJob) {
        var labels = new HashMap<>(Map.of(Labels.POLICY, policy, Labels.ORIGIN, Origin.SCHEDULED));
        var tier = ofJob.get(Labels.TIER);
        if (tier != null) {
            labels.put(Labels.TIER, tier);
        }
        return labels;
    }
}
