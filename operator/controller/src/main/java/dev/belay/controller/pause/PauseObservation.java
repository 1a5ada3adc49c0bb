package dev.belay.controller.pause;

import dev.belay.api.BackupPolicy;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/**
 * All that a policy's pause depends on.
 *
 * @param reading of its service; empty as long as nothing is known either way
 * @param pods of its namespace
 */
record PauseObservation(BackupPolicy policy, Optional<Reading> reading, List<Pod> pods) {}
