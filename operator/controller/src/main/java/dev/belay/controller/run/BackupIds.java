package dev.belay.controller.run;

import dev.belay.api.Backup;
import dev.belay.api.run.RunReport.SavedDatabase;
import dev.belay.api.status.Phase;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which backups of the repository a Backup object tells of. */
public final class BackupIds {
    private BackupIds() {}

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
