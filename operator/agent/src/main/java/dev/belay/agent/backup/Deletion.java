package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deletes backups that somebody has chosen. Either all of them may go, or none does: no pinned one, none that the store
 * holds, and, unless it is wanted so, not the last good one of a database.
 */
public final class Deletion {
    private final Catalog catalog;
    private final Proof proof;
    private final Progress progress;

    /** @param proof asked of the backup that stays of each database */
    public Deletion(Catalog catalog, Proof proof, Progress progress) {
        this.catalog = catalog;
        this.proof = proof;
        this.progress = progress;
    }

    /**
     * Which backups would go, newest first.
     *
     * @param last whether the last good one of a database may be among them
     * @throws AgentException {@link Reason#BackupProtected}, {@link Reason#BackupNotFound},
     *     {@link Reason#RepositoryCorrupt} for one whose manifest cannot be read
     */
    public List<Manifest> plan(Collection<String> ids, boolean last, Instant now) {
        var named = new LinkedHashSet<>(ids);
        named.forEach(catalog::byId); // says which of them is none
        var all = catalog.look().newestFirst();
        var chosen = all.stream().filter(e -> named.contains(e.id())).toList();
        chosen.forEach(this::mustNotBePinned);
        chosen.forEach(e -> mustNotBeLocked(e.manifest(), now));
        if (!last) {
            chosen.stream()
                    .filter(Contents.Entry::whole)
                    .map(e -> e.manifest().database().name())
                    .distinct()
                    .forEach(database -> mustKeepOne(database, named, all, now));
        }
        return chosen.stream().map(Contents.Entry::manifest).toList();
    }

    /**
     * Deletes what was planned, oldest first; cut off anywhere, each backup is whole, or is none.
     *
     * @throws AgentException {@link Reason#BackupProtected} for one that was pinned since; what the repository throws
     */
    public void run(List<Manifest> planned) {
        for (var manifest : planned.reversed()) {
            if (Pins.isPinned(catalog.stored(manifest))) {
                throw pinned(manifest.id(), "");
            }
            catalog.delete(manifest.id());
            progress.step("deleted the backup " + manifest.id());
        }
    }

    private void mustNotBePinned(Contents.Entry entry) {
        var pin = entry.pin();
        if (pin != null) {
            throw pinned(entry.id(), pin.reason() == null ? "" : " (" + pin.reason() + ")");
        }
    }

    private static AgentException pinned(String id, String reason) {
        return new AgentException(
                Reason.BackupProtected,
                "backup " + id + " is pinned" + reason + "; 'belay backup unpin " + id + "' first");
    }

    /** In a bucket with versions the store would take the order, and keep the bytes. */
    private void mustNotBeLocked(Manifest manifest, Instant now) {
        var lock = Locked.at(now, () -> catalog.stored(manifest).lock());
        if (lock.isPresent()) {
            throw new AgentException(
                    Reason.BackupProtected,
                    "backup " + manifest.id() + " cannot be deleted: it is " + Locked.words(lock.get()));
        }
    }

    private void mustKeepOne(String database, Set<String> chosen, List<Contents.Entry> all, Instant now) {
        var others = new Contents(all, List.of())
                .good(now).stream()
                        .filter(m -> m.database().name().equals(database))
                        .filter(m -> !chosen.contains(m.id()))
                        .toList();
        if (others.stream().noneMatch(m -> proof.holds(catalog.stored(m)))) {
            throw new AgentException(
                    Reason.BackupProtected,
                    "no good backup of " + database + " would be left without "
                            + chosen.stream().sorted().collect(Collectors.joining(", "))
                            + "; make one first ('belay backup create'), or say --last");
        }
    }
}
