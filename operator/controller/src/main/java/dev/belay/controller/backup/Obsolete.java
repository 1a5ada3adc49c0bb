package dev.belay.controller.backup;

import dev.belay.api.Backup;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.SavedDatabase;
import dev.belay.controller.run.BackupIds;
import dev.belay.controller.run.Origin;
import dev.belay.controller.run.Run;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which records have nothing more to tell once a run has ended well. */
final class Obsolete {
    private Obsolete() {}

    /**
     * Records of backups that its retention deleted.
     *
     * @param ofPolicy every Backup of the policy
     */
    static List<Backup> deleted(Backup ended, RunReport report, Collection<Backup> ofPolicy) {
        return others(ended, ofPolicy)
                .filter(other -> Origin.isRecord(other) && isDeleted(other, report))
                .toList();
    }

    /**
     * Of the backup that it made, what a list of the repository told before the run itself did, whichever of the two
     * comes to be known first: perhaps the one that has just ended.
     */
    static List<Backup> twins(Backup ended, RunReport report, Collection<Backup> ofPolicy) {
        var made = made(report);
        if (Origin.isSynced(ended)) {
            return others(ended, ofPolicy).anyMatch(other -> !Origin.isSynced(other) && tellsOf(other, made))
                    ? List.of(ended)
                    : List.of();
        }
        return others(ended, ofPolicy)
                .filter(other -> Origin.isSynced(other) && tellsOf(other, made))
                .toList();
    }

    private static Stream<Backup> others(Backup ended, Collection<Backup> ofPolicy) {
        return ofPolicy.stream()
                .filter(other ->
                        !other.getMetadata().getUid().equals(ended.getMetadata().getUid()))
                .filter(other -> !other.isMarkedForDeletion());
    }

    /** Those of backups that its retention deleted and that somebody ordered: they are not ours to delete. */
    static List<Backup> gone(RunReport report, Collection<Backup> ofPolicy) {
        return ofPolicy.stream()
                .filter(other -> !Origin.isRecord(other) && BackupIds.stay(other))
                .filter(other -> isDeleted(other, report))
                .toList();
    }

    /** Whether the run's retention deleted all that it tells of. */
    private static boolean isDeleted(Backup backup, RunReport report) {
        var ids = BackupIds.of(backup);
        return report.deleted() != null
                && !ids.isEmpty()
                && report.deleted().ids().containsAll(ids);
    }

    private static boolean tellsOf(Backup backup, Set<String> made) {
        var told = new HashSet<>(BackupIds.of(backup));
        Listed.of(backup)
                .map(run -> run instanceof Run.Done done ? done.report() : null)
                .ifPresent(report -> told.addAll(made(report)));
        return !Collections.disjoint(told, made);
    }

    private static Set<String> made(RunReport report) {
        var made = new HashSet<String>();
        if (report.backup() != null) {
            made.add(report.backup().id());
        }
        var several = report.databases();
        (several == null ? Stream.<SavedDatabase>empty() : several.backups().stream())
                .map(SavedDatabase::id)
                .forEach(made::add);
        return made;
    }
}
