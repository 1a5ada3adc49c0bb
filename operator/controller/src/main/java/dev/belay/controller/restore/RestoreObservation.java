package dev.belay.controller.restore;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Restore;
import dev.belay.controller.run.Run;
import java.util.Optional;

/**
 * All that a Restore's fate depends on.
 *
 * @param jobName of the one Job that restores
 * @param run how that Job stands
 * @param look how far it has come
 * @param policy looked up only while the Job must be made
 * @param backup the one it names, looked up likewise
 */
record RestoreObservation(
        Restore restore, String jobName, Run run, Look look, Optional<BackupPolicy> policy, Optional<Backup> backup) {}
