package dev.belay.agent.migrate;

import dev.belay.agent.backup.BackupRun;
import dev.belay.agent.backup.Catalog;
import dev.belay.agent.backup.Proof;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.progress.Progress;
import dev.belay.api.backup.ClocksApart;
import dev.belay.api.policy.Tier;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Lets a migration through only behind a good backup of the database as it is now, or was not long ago. */
public final class Gate {
    private final String database;
    private final @Nullable String tier;
    private final Catalog catalog;
    private final BackupRun backups;
    private final Progress progress;

    /**
     * @param database that is migrated
     * @param policy whose tier with the longest retention keeps the backup, too
     */
    public Gate(String database, Policy policy, Catalog catalog, BackupRun backups, Progress progress) {
        this.database = database;
        this.tier = Tier.keptLongest(policy.spec().tiers()).map(Tier::name).orElse(null);
        this.catalog = catalog;
        this.backups = backups;
        this.progress = progress;
    }

    /**
     * The backup to stand behind: the newest one if it is young enough and still, byte for byte, what it was, else a new
     * one.
     *
     * @param mostAge null to make a new one in any case
     * @throws AgentException if there is none to be had: then the migration must not run
     */
    public StoredBackup backup(@Nullable Duration mostAge) {
        try {
            return freshOr(mostAge);
        } catch (AgentException e) {
            throw new AgentException(
                    e.reason(), "the command was not started, for there is no good backup behind it: " + e.text(), e);
        }
    }

    private StoredBackup freshOr(@Nullable Duration mostAge) {
        backups.prepare();
        if (mostAge != null) {
            var newest = newest();
            if (newest != null
                    && isYoung(Instant.parse(newest.manifest().startedAt()), mostAge)
                    && Proof.byReading(progress).holds(newest)) {
                progress.step("accepting the backup " + newest.id() + " of "
                        + newest.manifest().startedAt());
                return newest;
            }
        }
        return catalog.find(backups.create(database, tier).id(), database);
    }

    /** One from the future is of a clock that went wrong: nobody knows how old it is. */
    private static boolean isYoung(Instant of, Duration mostAge) {
        var now = Instant.now();
        return of.isAfter(now.minus(mostAge)) && !ClocksApart.isFromTheFuture(of, now);
    }

    private @Nullable StoredBackup newest() {
        var seen = catalog.look();
        if (seen.manifests().stream().noneMatch(m -> m.database().name().equals(database))) {
            return null;
        }
        var newest = catalog.latest(seen, database);
        return newest.isWhole() ? newest : null;
    }
}
