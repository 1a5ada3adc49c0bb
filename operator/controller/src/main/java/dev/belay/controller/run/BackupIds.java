package dev.belay.controller.run;

import dev.belay.api.Backup;
import dev.belay.api.Labels;
import dev.belay.api.run.RunReport.SavedDatabase;
import dev.belay.api.status.Phase;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which backups of the repository a Backup object tells of. */
public final class BackupIds {
    private BackupIds() {}

    /** Whether they are in the repository for all that is known, and are to stay there. */
    public static boolean stay(Backup backup) {
        return !isGone(backup) && !backup.isMarkedForDeletion();
    }

    /** Whether they are known to be no longer in the repository. */
    public static boolean isGone(Backup backup) {
        var annotations = backup.getMetadata().getAnnotations();
        return annotations != null && annotations.containsKey(Labels.GONE);
    }

    /** Their ids: one for each database that was saved; none while it is not known to have succeeded. */
    public static Set<String> of(Backup backup) {
        var ids = new LinkedHashSet<String>();
        var status = backup.getStatus();
        if (status == null || status.phase() != Phase.Succeeded) {
            return ids;
        }
        if (status.id() != null) {
            ids.add(status.id());
        }
        if (status.databases() != null) {
            status.databases().backups().stream().map(SavedDatabase::id).forEach(ids::add);
        }
        return ids;
    }
}
