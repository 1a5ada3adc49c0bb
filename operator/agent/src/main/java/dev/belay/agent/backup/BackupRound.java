package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.progress.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every database of a policy, one after the other: that one cannot be saved keeps no other from being saved. */
public final class BackupRound {
    private final BackupRun backups;
    private final Progress progress;

    public BackupRound(BackupRun backups, Progress progress) {
        this.backups = backups;
        this.progress = progress;
    }

    /**
     * What a round came to.
     *
     * @param saved in the order of the round
     * @param failed why, by the database's name, in the order of the round
     */
    public record Round(List<Manifest> saved, Map<String, AgentException> failed) {}

    /**
     * Makes a backup of each.
     *
     * @param tier they belong to; null for backups on demand
     * @throws AgentException if there is only one, and it fails
     */
    public Round run(List<String> databases, @Nullable String tier) {
        if (databases.size() == 1) {
            return new Round(List.of(backups.create(databases.getFirst(), tier)), Map.of());
        }
        var saved = new ArrayList<Manifest>();
        var failed = new LinkedHashMap<String, AgentException>();
        for (var database : databases) {
            try {
                saved.add(backups.create(database, tier));
            } catch (AgentException e) {
                failed.put(database, e);
                progress.warn("no backup of the database " + database + ": " + e.text());
            }
        }
        return new Round(List.copyOf(saved), failed);
    }
}
