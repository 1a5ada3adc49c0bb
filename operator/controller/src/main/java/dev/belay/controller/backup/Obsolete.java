package dev.belay.controller.backup;

import dev.belay.api.Backup;
import dev.belay.api.run.RunReport;
import dev.belay.controller.run.BackupIds;
import dev.belay.controller.run.Origin;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/** Which records have nothing more to tell once a run has ended well. */
final class Obsolete {
    private Obsolete() {}

    /**
     * Those of backups that its retention deleted; and of the backup that it made, what a list of the repository told
     * before the run itself did.
     *
     * @param ofPolicy every Backup of the policy
     */
    static List<Backup> behind(Backup ended, RunReport report, Collection<Backup> ofPolicy) {
        var gone = report.deleted() == null
                ? new HashSet<String>()
                : new HashSet<>(report.deleted().ids());
        var made = report.backup() == null ? "" : report.backup().id();
        return ofPolicy.stream()
                .filter(other -> Origin.isRecord(other) && !other.isMarkedForDeletion())
                .filter(other ->
                        !other.getMetadata().getUid().equals(ended.getMetadata().getUid()))
                .filter(other -> {
                    var ids = BackupIds.of(other);
                    return (!ids.isEmpty() && gone.containsAll(ids))
                            || (Origin.isSynced(other) && ids.contains(made) && !Origin.isSynced(ended));
                })
                .toList();
    }
}
