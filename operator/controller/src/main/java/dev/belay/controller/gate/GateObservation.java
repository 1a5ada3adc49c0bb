package dev.belay.controller.gate;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;

/**
 * All that a gated Job's fate depends on.
 *
 * @param policy that it names
 * @param gate the Backup that was, or would be, asked for on its behalf
 * @param recent good backups of the policy, looked up only where the Job takes a recent one
 */
record GateObservation(Job job, Optional<BackupPolicy> policy, Optional<Backup> gate, List<Backup> recent) {}
