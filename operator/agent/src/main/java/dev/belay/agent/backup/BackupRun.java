package dev.belay.agent.backup;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.belay.agent.archive.ArchiveReader;
import dev.belay.agent.archive.ArchiveSummary;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Repository;
import dev.belay.agent.repository.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One backup: the dump streams through compression and encryption into the repository, in memory that does not grow
 * with the database. It counts only once pg_dump ended well, its archive lists and is whole, the repository confirmed
 * what it stored, and the manifest landed.
 */
public final class BackupRun {
    /** The level at which pg_dump, not zstd, is what a backup waits for. */
    private static final int ZSTD_LEVEL = 3;

    private static final Duration GRACE = Duration.ofHours(24);

    private final Policy policy;
    private final Server server;
    private final Repository repository;
    private final Progress progress;
    private final Clock clock;

    public BackupRun(Policy policy, Server server, Repository repository, Progress progress, Clock clock) {
        this.policy = policy;
        this.server = server;
        this.repository = repository;
        this.progress = progress;
        this.clock = clock;
    }

    /** What came of streaming the dump. */
    private record Streamed(Manifest.Content plain, Manifest.Content stored, Optional<ArchiveSummary> archive) {}

    /** Makes sure that there is a place for a backup, before anything is read. */
    public void prepare() {
        repository.prepare();
    }

    /**
     * Makes a backup.
     *
     * @param tier it belongs to; null for one on demand, which no retention ever deletes
     */
    public Manifest create(@Nullable String tier) {
        prepare();
        var encryption = Encryption.of(policy.spec().encryption());
        var started = clock.instant();
        var id = BackupId.create(started, tier, new SecureRandom());
        var catalog = new Catalog(repository, policy.name(), progress);
        var folder = catalog.folder(id);
        progress.step("dumping " + policy.spec().database().name());
        var streamed = stream(folder, encryption);
        var dumped = clock.instant();
        try {
            progress.step("confirming what is stored");
            repository.confirm(
                    folder + StoredBackup.DATA,
                    streamed.stored().bytes(),
                    streamed.stored().sha256());
            var manifest = manifest(id, tier, encryption, streamed, new Moments(started, dumped, clock.instant()));
            repository.put(folder + StoredBackup.MANIFEST, ManifestFile.write(manifest));
            sweep(catalog);
            return manifest;
        } catch (AgentException e) {
            giveUp(catalog, id);
            throw e;
        }
    }

    /** Data without a manifest are no backup, and may be what fills the repository: the next run needs the room. */
    private void giveUp(Catalog catalog, String id) {
        try {
            catalog.delete(id);
        } catch (AgentException e) {
            progress.warn("the data of the failed run could not be deleted; a later run sweeps them: " + e.text());
        }
    }

    private Streamed stream(String folder, Encryption encryption) {
        var stored = new Digest();
        try (var dump = new PgDump(server, policy.spec().database().name());
                var upload = repository.create(folder + StoredBackup.DATA);
                var listing = new ArchiveListing()) {
            var channel = encryption.encrypt(new StoringChannel(upload.channel(), stored));
            var out = new ZstdOutputStreamNoFinalizer(Channels.newOutputStream(channel), ZSTD_LEVEL);
            var archive = new ArchiveReader();
            var plain = new Digest();
            try (var handOff = new HandOff(out)) {
                pump(dump.output(), handOff, new Watchers(archive, listing, plain));
                dump.mustSucceed();
                handOff.finish();
            }
            listing.mustSucceed(Reason.DumpFailed);
            return completed(upload, new Streamed(plain.content(), stored.content(), archive.summary()));
        } catch (IOException e) {
            throw new AgentException(Reason.RepositoryUnreachable, "storing the backup failed: " + e, e);
        }
    }

    private record Watchers(ArchiveReader archive, ArchiveListing listing, Digest plain) {}

    private void pump(InputStream dump, HandOff handOff, Watchers watchers) throws IOException {
        for (var piece = handOff.take(); fill(dump, piece); piece = handOff.take()) {
            watchers.plain().add(piece.bytes, 0, piece.length);
            if (!watchers.archive().isPastHead()) {
                watchers.listing().add(piece.bytes, piece.length);
            } else {
                watchers.listing().end();
            }
            watchers.archive().add(piece.bytes, piece.length);
            handOff.give(piece);
            progress.at(watchers.plain().bytes(), watchers.archive().currentTable());
        }
    }

    /** Fills a buffer as far as the dump has bytes; false at its end. */
    private static boolean fill(InputStream dump, HandOff.Piece piece) {
        try {
            piece.length = dump.readNBytes(piece.bytes, 0, piece.bytes.length);
            return piece.length > 0;
        } catch (IOException e) {
            throw new AgentException(Reason.DumpFailed, "pg_dump's output broke off: " + e.getMessage(), e);
        }
    }

    private static Streamed completed(Upload upload, Streamed streamed) {
        if (streamed.archive().isPresent() && !streamed.archive().get().complete()) {
            throw new AgentException(
                    Reason.DumpFailed, "pg_dump ended well, but its archive is cut off: tables have no data");
        }
        upload.complete();
        return streamed;
    }

    private record Moments(Instant started, Instant dumped, Instant confirmed) {}

    private Manifest manifest(
            String id, @Nullable String tier, Encryption encryption, Streamed streamed, Moments moments) {
        var archive = streamed.archive().orElse(null);
        return new Manifest(
                Manifest.FORMAT_VERSION,
                id,
                policy.name(),
                tier,
                "logical",
                moments.started().truncatedTo(ChronoUnit.MILLIS).toString(),
                moments.confirmed().truncatedTo(ChronoUnit.MILLIS).toString(),
                new Manifest.Source(
                        policy.spec().database().name(),
                        archive == null ? null : archive.serverVersion(),
                        archive == null ? null : archive.schemaVersion(),
                        archive == null ? null : archive.databaseDefinition()),
                new Manifest.Tools(
                        BelayVersion.get(),
                        archive == null ? null : archive.dumpVersion(),
                        archive == null ? null : archive.version()),
                streamed.plain(),
                streamed.stored(),
                Manifest.ZSTD,
                new Manifest.EncryptedTo(encryption.kind(), encryption.recipients()),
                archive == null ? null : archive.tables(),
                new Manifest.Timings(
                        Duration.between(moments.started(), moments.dumped()).toMillis(),
                        Duration.between(moments.dumped(), moments.confirmed()).toMillis()));
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
