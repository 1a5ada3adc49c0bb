package dev.belay.controller.policy;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a policy's fate depends on.
 *
 * @param broken rules that its spec breaks, each with what to write instead
 * @param configMaps by name: those of ours, and strangers that stand in the way
 * @param cronJobs by name, likewise
 * @param missingSecrets that it names and that do not exist
 * @param backups every record of it
 * @param history what they tell
 * @param lastDrill the newest one that came to an end
 */
record PolicyObservation(
        BackupPolicy policy,
        List<String> broken,
        Map<String, ConfigMap> configMaps,
        Map<String, CronJob> cronJobs,
        Map<String, String> missingSecrets,
        List<Backup> backups,
        BackupHistory history,
        @Nullable LastDrill lastDrill) {

    Optional<HasMetadata> live(HasMetadata wanted) {
        var name = wanted.getMetadata().getName();
        return Optional.ofNullable(wanted instanceof ConfigMap ? configMaps.get(name) : cronJobs.get(name));
    }
}
