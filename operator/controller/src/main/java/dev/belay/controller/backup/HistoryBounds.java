package dev.belay.controller.backup;

import dev.belay.api.Backup;
import dev.belay.api.backup.BackupStatus;
import dev.belay.api.run.RunReport.BackupResult;
import dev.belay.api.status.Phase;
import dev.belay.controller.run.HistoryLimit;
import dev.belay.controller.run.Origin;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which records of one tier may go. What a person or a tool ordered is theirs. The
 * backups in the repository stay, whatever becomes of their records.
 */
final class HistoryBounds {
    private HistoryBounds() {}

    static List<Backup> beyond(Collection<Backup> ofTier) {
        return Stream.concat(
                        beyond(ofTier, Phase.Failed, HistoryLimit.FAILED),
                        beyond(ofTier, Phase.Succeeded, HistoryLimit.SUCCEEDED))
                .toList();
    }

    /** Newest first, so that the newest success is always among those that stay. */
    private static Stream<Backup> beyond(Collection<Backup> ofTier, Phase phase, int limit) {
        Comparator<Backup> byAge = Comparator.comparing(HistoryBounds::time);
        return ofTier.stream()
                .filter(backup -> Origin.isRecord(backup) && !backup.isMarkedForDeletion())
                .filter(backup ->
                        backup.getStatus() != null && backup.getStatus().phase() == phase)
                .sorted(byAge.thenComparing(backup -> backup.getMetadata().getName())
                        .reversed())
                .skip(limit);
    }

    /** Of its content: the record of a backup that was found may be younger than that of one made since. */
    private static Instant time(Backup backup) {
        return Instant.parse(backup.status()
                .map(BackupStatus::result)
                .map(BackupResult::startedAt)
                .orElseGet(() -> backup.getMetadata().getCreationTimestamp()));
    }
}
