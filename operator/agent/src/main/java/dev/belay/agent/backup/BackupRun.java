package dev.belay.agent.backup;

import dev.belay.agent.archive.ArchiveSummary;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.postgres.DatabaseOrigin;
import dev.belay.agent.postgres.ReplicaState;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Repository;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One backup: the dump streams through compression and encryption into the repository, in memory that does not grow
 * with the database. It counts only once pg_dump ended well, its archive lists and is whole, the repository confirmed
 * what it stored, and the manifest landed.
 */
public final class BackupRun {
    private static final Duration GRACE = Duration.ofHours(24);

    private final Policy policy;
    private final Server server;
    private final Repository repository;
    private final Encryption encryption;
    private final Progress progress;
    private final Clock clock;

    public BackupRun(
            Policy policy,
            Server server,
            Repository repository,
            Encryption encryption,
            Progress progress,
            Clock clock) {
        this.policy = policy;
        this.server = server;
        this.encryption = encryption;
        this.repository = repository;
        this.progress = progress;
        this.clock = clock;
    }

    /** Makes sure that there is a place for a backup, before anything is read. */
    public void prepare() {
        repository.prepare(policy.name() + "/");
    }

    /**
     * Makes a backup.
     *
     * @param database one of the policy's
     * @param tier it belongs to; null for one on demand, which no retention ever deletes
     */
    public Manifest create(String database, @Nullable String tier) {
        prepare();
        return new ConflictRetry(progress).run(() -> attempt(database, tier));
    }

    private Manifest attempt(String database, @Nullable String tier) {
        var standby = standby();
        var started = clock.instant();
        var id = BackupId.create(started, tier, new SecureRandom());
        var catalog = new Catalog(repository, policy.name(), progress);
        var folder = catalog.folder(id);
        progress.step("dumping " + database);
        try {
            var saved = new Transfer(server, repository, encryption, progress, clock).run(database, folder);
            var manifest =
                    manifest(new Named(id, database, tier, standby), saved, new Moments(started, clock.instant()));
            repository.put(folder + StoredBackup.MANIFEST, ManifestFile.write(manifest));
            new RepositoryReadme(repository, progress).keep();
            sweep(catalog);
            return manifest;
        } catch (AgentException e) {
            giveUp(catalog, id);
            throw e;
        }
    }

    /** Null where it is no standby that we read from. */
    private Manifest.@Nullable Standby standby() {
        if (!server.isStandbyOf(policy.spec().database())) {
            return null;
        }
        var state = ReplicaState.of(server);
        if (!state.inRecovery()) {
            progress.warn("database.dumpFrom: " + server + " is no standby (any more); it is read all the same");
            return null;
        }
        return new Manifest.Standby(state.lag() == null ? null : state.lag().toMillis());
    }

    /** The content of a standby that is behind is of a moment before the dump. */
    private static Duration lag(Manifest.@Nullable Standby standby) {
        return standby == null || standby.replayLagMillis() == null
                ? Duration.ZERO
                : Duration.ofMillis(standby.replayLagMillis());
    }

    /** Data without a manifest are no backup, and may be what fills the repository: the next run needs the room. */
    private void giveUp(Catalog catalog, String id) {
        try {
            catalog.delete(id);
        } catch (AgentException e) {
            progress.warn("the data of the failed run could not be deleted; a later run sweeps them: " + e.text());
        }
    }

    private record Moments(Instant started, Instant confirmed) {}

    private record Named(
            String id, String database, @Nullable String tier, Manifest.@Nullable Standby standby) {}

    private Manifest manifest(Named named, Transfer.Saved saved, Moments moments) {
        var dumped = saved.dumped();
        var archive = dumped.archive().orElse(null);
        var startedAt = moments.started().minus(lag(named.standby())).truncatedTo(ChronoUnit.MILLIS);
        var draft = new ManifestDraft(
                named.id(),
                policy.name(),
                startedAt.toString(),
                source(named, archive),
                new Manifest.EncryptedTo(encryption.kind(), encryption.recipients()));
        draft.tier = named.tier();
        draft.completedAt = moments.confirmed().truncatedTo(ChronoUnit.MILLIS).toString();
        draft.tools = Manifest.Tools.of(archive);
        draft.plain = dumped.plain();
        draft.stored = dumped.stored();
        draft.tables = archive == null ? null : archive.tables();
        draft.globals = saved.globals();
        draft.timings = new Manifest.Timings(
                Duration.between(moments.started(), saved.ended()).toMillis(),
                Duration.between(saved.ended(), moments.confirmed()).toMillis());
        return draft.manifest();
    }

    /** What its contents say; where they cannot be read, what the server says. For want of it no backup is lost. */
    private Manifest.Source source(Named named, @Nullable ArchiveSummary archive) {
        var source = Manifest.Source.of(named.database(), archive, named.standby());
        if (archive != null) {
            return source;
        }
        try {
            return source.with(DatabaseOrigin.of(server, named.database()));
        } catch (AgentException e) {
            progress.warn("owner and locale of the database stay unknown: " + e.text());
            return source;
        }
    }

    /** The backup is safe by now: what cannot be tidied up is worth a warning, not a failure. */
    private void sweep(Catalog catalog) {
        try {
            catalog.sweep(clock.instant(), GRACE);
        } catch (AgentException e) {
            progress.warn("leftovers of cut-off runs could not be deleted: " + e.text());
        }
    }
}
