package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Lock;
import dev.belay.agent.repository.Repository;
import dev.belay.agent.repository.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One policy's backups in a repository. */
public final class Catalog {
    private static final Comparator<Contents.Entry> NEWEST_FIRST = Comparator.comparing(
                    (Contents.Entry e) -> Instant.parse(e.manifest().startedAt()))
            .thenComparing(Contents.Entry::id)
            .reversed();

    private final Repository repository;
    private final String policy;
    private final Progress progress;
    private final Clock clock;

    public Catalog(Repository repository, String policy, Progress progress) {
        this(repository, policy, progress, Clock.systemUTC());
    }

    Catalog(Repository repository, String policy, Progress progress, Clock clock) {
        this.repository = repository;
        this.policy = policy;
        this.progress = progress;
        this.clock = clock;
    }

    /** Every backup, newest first. */
    public List<Manifest> list() {
        return look().manifests();
    }

    /** All that is there. A damaged manifest is a warning here, so that it hides no other backup. */
    public Contents look() {
        var folders = repository.list(policy + "/").stream()
                .collect(Collectors.groupingBy(o -> folderOf(o.key()), TreeMap::new, Collectors.toList()));
        var entries = new ArrayList<Contents.Entry>();
        var damaged = new ArrayList<String>();
        folders.forEach((folder, objects) -> {
            if (has(objects, folder + StoredBackup.MANIFEST)) {
                try {
                    entries.add(entry(folder, objects));
                } catch (AgentException e) {
                    if (e.reason() == Reason.RepositoryCorrupt) {
                        progress.warn(e.text());
                        damaged.add(e.text());
                    } else if (e.reason() != Reason.BackupNotFound) { // deleted since
                        throw e;
                    }
                }
            }
        });
        entries.sort(NEWEST_FIRST);
        return new Contents(List.copyOf(entries), List.copyOf(damaged));
    }

    private Contents.Entry entry(String folder, List<StoredObject> objects) {
        var backup = open(folder);
        var pin = has(objects, folder + StoredBackup.PIN) ? Pins.read(repository, folder) : null;
        return new Contents.Entry(backup.manifest(), backup.isWhole(objects), pin);
    }

    private StoredBackup open(String folder) {
        var backup = StoredBackup.at(repository, folder);
        mustBeOurs(backup.manifest(), folder);
        return backup;
    }

    private static String folderOf(String key) {
        return key.substring(0, key.lastIndexOf('/') + 1);
    }

    private static boolean has(List<StoredObject> objects, String key) {
        return objects.stream().anyMatch(o -> o.key().equals(key));
    }

    /**
     * A backup by its id, or the newest one of a database by {@code latest}.
     *
     * @param database that it must be of; null where there is but one
     * @throws AgentException {@link Reason#BackupNotFound}, {@link Reason#RepositoryCorrupt}, {@link Reason#PolicyInvalid}
     *     for what cannot be an id, for the id of another database's backup, and for the newest of several databases
     */
    public StoredBackup find(String idOrLatest, @Nullable String database) {
        if (idOrLatest.equals("latest")) {
            return latest(look(), database);
        }
        var found = byId(idOrLatest);
        var of = found.manifest().database().name();
        if (database != null && !database.equals(of)) {
            throw new AgentException(
                    Reason.PolicyInvalid,
                    "backup " + idOrLatest + " is one of the database " + of + ", not of " + database);
        }
        return found;
    }

    /**
     * The newest backup of a database in what a look has found.
     *
     * @param database null where there is but one
     * @throws AgentException as {@link #find(String, String)}
     */
    public StoredBackup latest(Contents contents, @Nullable String database) {
        return stored(new Newest(policy, progress, clock).of(contents, database));
    }

    /** As {@link #find(String, String)} where there are backups of one database only. */
    public StoredBackup find(String idOrLatest) {
        return find(idOrLatest, null);
    }

    /** As {@link #find(String, String)}, but {@code latest} is not the id of one. */
    StoredBackup byId(String id) {
        if (BackupId.time(id).isEmpty()) {
            throw new AgentException(
                    Reason.PolicyInvalid, "'" + id + "' is not the id of a backup; 'belay backup list' tells them");
        }
        try {
            return open(folder(id));
        } catch (AgentException e) {
            throw e.reason() == Reason.BackupNotFound ? notFound(id, e) : e;
        }
    }

    /** Where a backup lies. */
    String folder(String id) {
        return policy + "/" + id + "/";
    }

    /** A backup of this policy, by its manifest. */
    public StoredBackup stored(Manifest manifest) {
        return new StoredBackup(repository, folder(manifest.id()), manifest);
    }

    /** Its pin, whether or not its manifest can be read; null for one that is not pinned. */
    @Nullable
    Pin pin(String id) {
        return isPinned(id) ? Pins.read(repository, folder(id)) : null;
    }

    boolean isPinned(String id) {
        return has(repository.list(folder(id)), folder(id) + StoredBackup.PIN);
    }

    /** Takes its pin away; false if it had none. */
    boolean removePin(String id) {
        var pinned = isPinned(id);
        repository.delete(folder(id) + StoredBackup.PIN);
        return pinned;
    }

    /** What keeps any of its objects from being deleted, for the longest. */
    Optional<Lock> lock(String id) {
        return repository.list(folder(id)).stream()
                .flatMap(object -> repository.lock(object.key()).stream())
                .max(Lock.BY_END);
    }

    /** Deletes a backup: its manifest first, so that it never looks whole while it is not. */
    void delete(String id) {
        repository.delete(folder(id) + StoredBackup.MANIFEST);
        repository.list(folder(id)).forEach(object -> repository.delete(object.key()));
    }

    /** Deletes what runs of this policy have left that were cut off longer ago than the grace period. */
    void sweep(Instant now, Duration grace) {
        new Leftovers(repository, policy, progress).delete(now.minus(grace));
    }

    /** A manifest counts where it belongs alone: else one would lead to another backup's data, and to its deletion. */
    private void mustBeOurs(Manifest manifest, String folder) {
        if (!folder(manifest.id()).equals(folder) || !manifest.policy().equals(policy)) {
            throw new AgentException(
                    Reason.RepositoryCorrupt,
                    folder + StoredBackup.MANIFEST + " is that of another backup: " + manifest.id() + " of "
                            + manifest.policy());
        }
    }

    private AgentException notFound(String id, AgentException cause) {
        var hasData = repository.list(folder(id)).stream().anyMatch(o -> StoredBackup.isContent(o.key()));
        return new AgentException(
                Reason.BackupNotFound,
                hasData
                        ? "backup " + id + " has no manifest: its run never completed, so it is not a backup"
                        : "there is no backup " + id + " of " + policy + "; 'belay backup list' tells them",
                cause);
    }
}
