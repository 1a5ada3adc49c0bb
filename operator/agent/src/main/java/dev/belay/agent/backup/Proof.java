package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/** Tells whether a backup is still, byte for byte, what its manifest says. */
public interface Proof {
    /** Whether others may be deleted in reliance on it. */
    boolean holds(StoredBackup backup);

    /** By reading it back and comparing its digest. */
    static Proof byReading(Progress progress) {
        return backup -> {
            progress.step("reading back " + backup.id() + ", which others are deleted behind");
            try {
                new BackupContent(backup, progress).mustBeAsStored();
                return true;
            } catch (AgentException e) {
                if (e.reason() != Reason.RepositoryCorrupt) {
                    throw e; // the store does not answer: then nothing is deleted at all
                }
                progress.warn(e.text());
                return false;
            }
        };
    }

    /**
     * For the retention behind every backup, which must not read all again each time: those that this very run stored
     * and had confirmed hold, and those that were confirmed not long ago, since the newest of all is one of the first.
     *
     * @param made by this run
     */
    static Proof bySight(Collection<Manifest> made, Clock clock, Progress progress) {
        var ids = Set.copyOf(made.stream().map(Manifest::id).toList());
        var reading = byReading(progress);
        return backup -> ids.contains(backup.id()) || isYoung(backup.manifest(), clock) || reading.holds(backup);
    }

    private static boolean isYoung(Manifest manifest, Clock clock) {
        var age = Duration.between(Instant.parse(manifest.completedAt()), clock.instant());
        return !age.isNegative() && age.compareTo(Duration.ofDays(7)) <= 0;
    }
}
