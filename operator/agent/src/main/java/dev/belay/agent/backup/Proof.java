package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells whether a backup is still, byte for byte, what its manifest says. */
public interface Proof {
    /** Whether others may be deleted in reliance on it. */
    boolean holds(StoredBackup backup);

    /** By reading it back, roles and tablespaces too, and comparing digests. */
    static Proof byReading(Progress progress) {
        return backup -> {
            progress.step("reading back " + backup.id());
            try {
                new BackupContent(backup, progress).mustBeAsStored();
                BackupContent.globals(backup, progress).ifPresent(BackupContent::mustBeAsStored);
                return true;
            } catch (AgentException e) {
                if (e.reason() != Reason.RepositoryCorrupt && e.reason() != Reason.BackupNotFound) {
                    throw e; // the store does not answer: then nothing is deleted at all
                }
                progress.warn(e.text());
                return false;
            }
        };
    }

    /**
     * The same, but for those that this very run made: the repository has just confirmed them. No other is trusted for
     * having been good once: what damages the newest ones damages them after that.
     *
     * @param made by this run
     */
    static Proof behind(Collection<Manifest> made, Progress progress) {
        Set<String> ids = made.stream().map(Manifest::id).collect(Collectors.toSet());
        var reading = byReading(progress);
        return backup -> ids.contains(backup.id()) || reading.holds(backup);
    }
}
