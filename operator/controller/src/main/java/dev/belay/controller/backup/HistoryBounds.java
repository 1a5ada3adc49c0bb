package dev.belay.controller.backup;

import dev.belay.api.Backup;
import dev.belay.api.status.Phase;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which records of one tier may go. Only records of scheduled runs: what a person or a tool ordered is theirs. The
 * backups in the repository stay, whatever becomes of their records.
 */
final class HistoryBounds {
    static final int FAILED = 10;
    static final int SUCCEEDED = 50;

    private HistoryBounds() {}

    static List<Backup> beyond(Collection<Backup> ofTier) {
        return Stream.concat(beyond(ofTier, Phase.Failed, FAILED), beyond(ofTier, Phase.Succeeded, SUCCEEDED))
                .toList();
    }

    /** Newest first, so that the newest success is always among those that stay. */
    private static Stream<Backup> beyond(Collection<Backup> ofTier, Phase phase, int limit) {
        Comparator<Backup> byAge =
                Comparator.comparing(backup -> backup.getMetadata().getCreationTimestamp());
        return ofTier.stream()
                .filter(Records::isRecord)
                .filter(backup ->
                        backup.getStatus() != null && backup.getStatus().phase() == phase)
                .sorted(byAge.thenComparing(backup -> backup.getMetadata().getName())
                        .reversed())
                .skip(limit);
    }
}
