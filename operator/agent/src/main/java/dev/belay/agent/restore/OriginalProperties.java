package dev.belay.agent.restore;

import dev.belay.agent.backup.BackupContent;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.postgres.DatabaseProperty;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.restore.script.DatabaseScript;
import java.util.List;

/** What a backup knows of its database beside the content: settings, comment, connection limit and rights. */
public final class OriginalProperties {
    private OriginalProperties() {}

    /**
     * Reads them, ahead of a restore. What is not understood is left out with a warning: for want of a comment nobody's
     * rows stay away.
     *
     * @param withRoles whether rights, and settings of single roles, are among what is wanted
     */
    public static List<DatabaseProperty> read(
            BackupContent content, Decryption decryption, boolean withRoles, Progress progress) {
        var entries = ArchiveHead.entries(content, decryption, DatabaseScript::isPart);
        if (entries.isEmpty()) {
            progress.warn("the settings, comment and rights of the database itself are not brought back, for the"
                    + " contents of this backup cannot be read");
            return List.of();
        }
        var script = DatabaseScript.of(entries.get(), withRoles);
        script.leftOut()
                .forEach(statement -> progress.warn("of the database itself is not brought back: " + statement));
        return script.properties();
    }
}
