package dev.belay.controller.backup;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.controller.run.Run;
import java.util.Optional;

/**
 * All that the data of a deleted Backup depends on.
 *
 * @param jobName of the one Job that deletes it
 * @param run how that Job stands
 * @param policy which says whether it goes, and where it is
 * @param isNext whether no older one of the policy waits to be deleted
 */
record PurgeObservation(Backup backup, String jobName, Run run, Optional<BackupPolicy> policy, boolean isNext) {}
