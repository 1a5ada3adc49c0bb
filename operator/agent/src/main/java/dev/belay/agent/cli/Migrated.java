package dev.belay.agent.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.api.run.RunReport.RestoreResult;
import dev.belay.api.run.RunReport.RunError;
import org.jspecify.annotations.Nullable;

/**
 * What machines read of a migration.
 *
 * @param exitCode the command's
 * @param restoreCommand the way back; null where none is needed
 * @param restore of the way back, where it was gone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Migrated(
        String task,
        boolean ok,
        String backupId,
        String command,
        int exitCode,
        @Nullable String restoreCommand,
        @Nullable RestoreResult restore,
        @Nullable RunError error) {

    static Migrated succeeded(String backupId, String command) {
        return new Migrated("migrate", true, backupId, command, 0, null, null, null);
    }

    static Migrated failed(
            String backupId,
            String command,
            int exitCode,
            String wayBack,
            @Nullable RestoreResult restored,
            RunError why) {
        return new Migrated("migrate", false, backupId, command, exitCode, wayBack, restored, why);
    }
}
