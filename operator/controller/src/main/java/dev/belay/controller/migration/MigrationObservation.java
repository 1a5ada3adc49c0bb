package dev.belay.controller.migration;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Migration;
import dev.belay.api.Restore;
import dev.belay.controller.run.Run;
import java.util.List;
import java.util.Optional;

/**
 * All that a Migration's fate depends on.
 *
 * @param policy that it names
 * @param gate the Backup that its status names or, before there is a status, the one that it would ask for
 * @param recent good backups of the policy, looked up while the gate may take one of them
 * @param run how its Job stands
 * @param rollback the Restore that goes back, once there is one
 */
record MigrationObservation(
        Migration migration,
        Optional<BackupPolicy> policy,
        Optional<Backup> gate,
        List<Backup> recent,
        Run run,
        Optional<Restore> rollback) {}
