package dev.belay.controller.pause;

import dev.belay.api.BackupPolicy;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.util.List;
import java.util.Optional;

/**
 * All that a policy's pause depends on.
 *
 * @param reading of its service; empty as long as nothing is known either way
 * @param pods that it selects, or has paused before
 * @param cronJobs that it selects, or has suspended before
 */
record PauseObservation(BackupPolicy policy, Optional<Reading> reading, List<Pod> pods, List<CronJob> cronJobs) {}
