package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Deletes backups that somebody has chosen. Either all of them may go, or none does: no pinned one, none that the store
 * holds, and, unless it is wanted so, not the last good one of a database. One whose manifest is damaged may be good and
 * of any database.
 */
public final class Deletion {
    private final Catalog catalog;
    private final Collection<String> databases;
    private final Proof proof;
    private final Progress progress;

    /**
     * Nothing is looked at yet.
     *
     * @param databases that the policy names; of others, what is in the catalog counts
     * @param proof asked of the backup that stays of each database
     */
    public Deletion(Catalog catalog, Collection<String> databases, Proof proof, Progress progress) {
        this.catalog = catalog;
        this.databases = databases;
        this.proof = proof;
        this.progress = progress;
    }

    /**
     * What may be deleted.
     *
     * @param ids of those that would go, newest first
     * @param standing what was proven to be good, one of each database that loses one
     */
    public record Plan(List<String> ids, List<Manifest> standing) {}

    /**
     * Looks at what is named, and at what would be left; deletes nothing.
     *
     * @param last whether the last good one of a database may be among them
     * @throws AgentException {@link Reason#BackupProtected}, {@link Reason#BackupNotFound}
     */
    public Plan plan(Collection<String> ids, boolean last, Instant now) {
        var named = new TreeSet<>(ids);
        var anyIsDamaged = named.stream().filter(this::isDamaged).count() > 0; // says of each whether it is none
        named.forEach(this::mustNotBePinned);
        named.forEach(id -> mustNotBeLocked(id, now));
        var standing = new ArrayList<Manifest>();
        if (!last) {
            var all = catalog.look().newestFirst();
            for (var database : anyIsDamaged ? everyDatabase(all) : databasesOf(all, named)) {
                standing.add(mustKeepOne(database, named, all, now));
            }
        }
        return new Plan(List.copyOf(named.reversed()), List.copyOf(standing)); // they begin with their time
    }

    /**
     * Deletes what was planned, oldest first; cut off anywhere, each backup is whole, or is none.
     *
     * @throws AgentException {@link Reason#BackupProtected} for one that was pinned since, or if one that was to stay was
     *     deleted since; what the repository throws
     */
    public void run(Plan plan) {
        for (var id : plan.ids().reversed()) {
            mustNotBePinned(id);
            plan.standing().forEach(stays -> mustStillStand(stays, id));
            catalog.delete(id);
            progress.step("deleted the backup " + id);
        }
    }

    /** Reading back takes its time, and nobody else waits for it. */
    private void mustStillStand(Manifest stays, String id) {
        if (!catalog.stored(stays).stillStands()) {
            throw new AgentException(
                    Reason.BackupProtected,
                    "backup " + stays.id() + ", which was to stay for "
                            + stays.database().name()
                            + ", was deleted or changed by another run meanwhile: " + id
                            + " and what is newer of those named was not deleted; look at 'belay backup list', and try again");
        }
    }

    private boolean isDamaged(String id) {
        try {
            catalog.byId(id);
            return false;
        } catch (AgentException e) {
            if (e.reason() == Reason.RepositoryCorrupt) {
                return true;
            }
            throw e;
        }
    }

    private Set<String> everyDatabase(List<Contents.Entry> all) {
        var every = new TreeSet<>(databases);
        all.forEach(entry -> every.add(entry.manifest().database().name()));
        return every.isEmpty() ? Set.of("any database") : every;
    }

    private static Set<String> databasesOf(List<Contents.Entry> all, Set<String> chosen) {
        return all.stream()
                .filter(entry -> chosen.contains(entry.id()) && entry.whole())
                .map(entry -> entry.manifest().database().name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void mustNotBePinned(String id) {
        var pin = catalog.pin(id);
        if (pin != null) {
            throw new AgentException(
                    Reason.BackupProtected,
                    "backup " + id + " is pinned" + (pin.reason() == null ? "" : " (" + pin.reason() + ")")
                            + "; 'belay backup unpin " + id + "' first");
        }
    }

    /** In a bucket with versions the store would take the order, and keep the bytes. */
    private void mustNotBeLocked(String id, Instant now) {
        var lock = Locked.at(now, () -> catalog.lock(id));
        if (lock.isPresent()) {
            throw new AgentException(
                    Reason.BackupProtected, "backup " + id + " cannot be deleted: it is " + Locked.words(lock.get()));
        }
    }

    private Manifest mustKeepOne(String database, Set<String> chosen, List<Contents.Entry> all, Instant now) {
        var others = new Contents(all, List.of())
                .good(now).stream()
                        .filter(m -> m.database().name().equals(database))
                        .filter(m -> !chosen.contains(m.id()))
                        .toList();
        return others.stream()
                .filter(m -> proof.holds(catalog.stored(m)))
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        Reason.BackupProtected,
                        "no good backup of " + database + " would be left without "
                                + String.join(", ", chosen)
                                + "; make one first ('belay backup create'), or say --last"));
    }
}
