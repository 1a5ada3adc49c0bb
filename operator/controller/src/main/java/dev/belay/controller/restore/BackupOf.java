package dev.belay.controller.restore;

import dev.belay.api.backup.BackupStatus;
import dev.belay.api.run.RunReport.SavedDatabase;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which of a run's backups is the one of a database. */
final class BackupOf {
    private BackupOf() {}

    /**
     * Its id.
     *
     * @param status of a good Backup
     * @param database null where nobody said: then there must be but one
     */
    static Optional<String> database(BackupStatus status, @Nullable String database) {
        var several = status.databases();
        if (several == null) {
            return Optional.ofNullable(status.id()); // the agent looks whether it is of that database
        }
        return several.backups().stream()
                .filter(saved -> saved.database().equals(database))
                .map(SavedDatabase::id)
                .findFirst();
    }
}
