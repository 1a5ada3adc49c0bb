package dev.belay.controller.backup;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.controller.run.Run;
import java.util.Optional;

/**
 * All that a Backup's fate depends on.
 *
 * @param jobName of the one Job that makes it; empty where the repository was found to hold it
 * @param run how that Job stands
 * @param policy looked up only while the Job must be made
 */
record BackupObservation(Backup backup, String jobName, Run run, Optional<BackupPolicy> policy) {}
