package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.api.backup.ClocksApart;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Picks the newest backup, where clocks cannot be trusted. */
final class Newest {
    private final String policy;
    private final Progress progress;
    private final Clock clock;

    Newest(String policy, Progress progress, Clock clock) {
        this.policy = policy;
        this.progress = progress;
        this.clock = clock;
    }

    /** @param database that it must be of; null where there is but one */
    Manifest of(Contents contents, @Nullable String database) {
        var all = contents.manifests();
        if (all.isEmpty()) {
            throw none(contents.damaged());
        }
        var databases =
                all.stream().map(m -> m.database().name()).distinct().sorted().toList();
        if (database == null && databases.size() > 1) {
            throw new AgentException(
                    Reason.PolicyInvalid,
                    "there are backups of several databases; name one with --database NAME: "
                            + String.join(", ", databases));
        }
        var ofIt = all.stream()
                .filter(m -> database == null || m.database().name().equals(database))
                .toList();
        if (ofIt.isEmpty()) {
            throw new AgentException(
                    Reason.BackupNotFound,
                    "there is no backup of the database " + database + " yet, but of " + String.join(", ", databases)
                            + "; name one of these with --database NAME");
        }
        return notFromTheFuture(ofIt);
    }

    /** One that a wrong clock dated into the future would hide every later one. */
    private Manifest notFromTheFuture(List<Manifest> newestFirst) {
        var now = clock.instant();
        return newestFirst.stream()
                .filter(m -> !isFromTheFuture(m, now))
                .findFirst()
                .orElseGet(() -> {
                    progress.warn("every backup of " + policy + " is dated into the future, or the clock here is wrong;"
                            + " taking " + newestFirst.getFirst().id());
                    return newestFirst.getFirst();
                });
    }

    static boolean isFromTheFuture(Manifest manifest, Instant now) {
        return ClocksApart.isFromTheFuture(Instant.parse(manifest.startedAt()), now);
    }

    private AgentException none(List<String> damaged) {
        return damaged.isEmpty()
                ? new AgentException(
                        Reason.BackupNotFound,
                        "there is no backup of " + policy + " yet; 'belay backup create' makes one")
                : new AgentException(
                        Reason.RepositoryCorrupt,
                        "none of the backups of " + policy + " can be read, " + damaged.size() + " are damaged: "
                                + damaged.getFirst());
    }
}
