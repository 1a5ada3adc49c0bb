package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Repository;
import dev.belay.agent.repository.StoredObject;
import dev.belay.api.policy.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One policy's backups in a repository. */
public final class Catalog {
    /** Newest first: ids begin with the time. */
    private static final Comparator<Manifest> NEWEST_FIRST = Comparator.comparing(Manifest::startedAt)
            .thenComparing(Manifest::id)
            .reversed();

    private final Repository repository;
    private final String policy;
    private final Progress progress;

    public Catalog(Repository repository, String policy, Progress progress) {
        this.repository = repository;
        this.policy = policy;
        this.progress = progress;
    }

    /** Every backup, newest first. A damaged manifest is a warning here, so that it hides no other backup. */
    public List<Manifest> list() {
        var manifests = new ArrayList<Manifest>();
        for (var object : repository.list(policy + "/")) {
            if (object.key().endsWith("/" + StoredBackup.MANIFEST)) {
                read(object, manifests);
            }
        }
        manifests.sort(NEWEST_FIRST);
        return List.copyOf(manifests);
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
            var newest = newest(database);
            return new StoredBackup(repository, folder(newest.id()), newest);
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

    /** As {@link #find(String, String)} where there are backups of one database only. */
    public StoredBackup find(String idOrLatest) {
        return find(idOrLatest, null);
    }

    private Manifest newest(@Nullable String database) {
        var all = list();
        if (all.isEmpty()) {
            throw new AgentException(
                    Reason.BackupNotFound, "there is no backup of " + policy + " yet; 'belay backup create' makes one");
        }
        var databases =
                all.stream().map(m -> m.database().name()).distinct().sorted().toList();
        if (database == null && databases.size() > 1) {
            throw new AgentException(
                    Reason.PolicyInvalid,
                    "there are backups of several databases; name one with --database NAME: "
                            + String.join(", ", databases));
        }
        return all.stream()
                .filter(m -> database == null || m.database().name().equals(database))
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        Reason.BackupNotFound,
                        "there is no backup of the database " + database + " yet, but of "
                                + String.join(", ", databases) + "; name one of these with --database NAME"));
    }

    private StoredBackup byId(String id) {
        if (BackupId.time(id).isEmpty()) {
            throw new AgentException(
                    Reason.PolicyInvalid, "'" + id + "' is not the id of a backup; 'belay backup list' tells them");
        }
        try {
            var backup = StoredBackup.at(repository, folder(id));
            return new StoredBackup(repository, backup.folder(), ours(backup.manifest(), backup.folder()));
        } catch (AgentException e) {
            throw e.reason() == Reason.BackupNotFound ? notFound(id, e) : e;
        }
    }

    /** Deletes the expired backups and returns them; with {@code dryRun} only returns them. */
    public List<Manifest> prune(List<Tier> tiers, Instant now, boolean dryRun) {
        var expired = RetentionPlan.expired(whole(), tiers, now);
        if (!dryRun) {
            expired.forEach(m -> delete(m.id()));
        }
        return expired;
    }

    /** The backups whose data are there in their full size: one that lost them must not outlive a good one. */
    private List<Manifest> whole() {
        var sizes = repository.list(policy + "/").stream()
                .collect(Collectors.toMap(StoredObject::key, StoredObject::bytes, (a, b) -> b));
        return list().stream()
                .filter(m -> {
                    var bytes = sizes.get(new StoredBackup(repository, folder(m.id()), m).dataKey());
                    var whole = bytes != null && bytes == m.stored().bytes();
                    if (!whole) {
                        progress.warn("backup " + m.id() + " has lost its data, or a part of it: it keeps no other"
                                + " one from staying");
                    }
                    return whole;
                })
                .toList();
    }

    /** Where a backup lies. */
    String folder(String id) {
        return policy + "/" + id + "/";
    }

    /** Deletes a backup: its manifest first, so that it never looks whole while it is not. */
    void delete(String id) {
        repository.delete(folder(id) + StoredBackup.MANIFEST);
        repository.list(folder(id)).forEach(object -> repository.delete(object.key()));
    }

    /** Deletes what runs of this policy have left that were cut off longer ago than the grace period. */
    void sweep(Instant now, Duration grace) {
        var before = now.minus(grace);
        repository.sweep(policy + "/", before);
        var objects = repository.list(policy + "/");
        for (var object : objects) {
            var isContent = StoredBackup.isContent(object.key());
            var manifest = object.key().replaceFirst("[^/]*$", StoredBackup.MANIFEST);
            var orphan = isContent && objects.stream().noneMatch(o -> o.key().equals(manifest));
            if (orphan && object.modified().isBefore(before)) {
                repository.delete(object.key());
            }
        }
    }

    private void read(StoredObject object, List<Manifest> manifests) {
        try {
            var folder = object.key().substring(0, object.key().length() - StoredBackup.MANIFEST.length());
            manifests.add(ours(ManifestFile.read(repository.read(object.key()), object.key()), folder));
        } catch (AgentException e) {
            if (e.reason() != Reason.RepositoryCorrupt && e.reason() != Reason.BackupNotFound) {
                throw e;
            }
            progress.warn(e.text());
        }
    }

    /** A manifest counts where it belongs alone: else one would lead to another backup's data, and to its deletion. */
    private Manifest ours(Manifest manifest, String folder) {
        if (!folder(manifest.id()).equals(folder) || !manifest.policy().equals(policy)) {
            throw new AgentException(
                    Reason.RepositoryCorrupt,
                    folder + StoredBackup.MANIFEST + " is that of another backup: " + manifest.id() + " of "
                            + manifest.policy());
        }
        return manifest;
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
