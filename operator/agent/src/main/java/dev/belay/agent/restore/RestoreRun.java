package dev.belay.agent.restore;

import dev.belay.agent.backup.BackupContent;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.DatabaseDefinition;
import dev.belay.agent.postgres.Databases;
import dev.belay.agent.postgres.Leftovers;
import dev.belay.agent.postgres.ScratchDatabase;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import dev.belay.api.run.RunReport.RestoreResult;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One restore. The backup is read whole and compared with its digests before any database is touched; it comes back
 * under a name of its own, and only a validated database gets the name that was asked for. Whatever fails, the target
 * stays as it was.
 */
public final class RestoreRun {
    private final Server server;
    private final Progress progress;

    public RestoreRun(Server server, Progress progress) {
        this.server = server;
        this.progress = progress;
    }

    /**
     * Restores a backup.
     *
     * @throws AgentException {@link Reason#TargetExists}, {@link Reason#TargetProtected}, {@link Reason#ConnectionsOpen},
     *     {@link Reason#RepositoryCorrupt}, {@link Reason#RestoreFailed}, {@link Reason#ValidationFailed} …
     */
    public RestoreResult run(StoredBackup backup, Decryption decryption, RestoreRequest request) {
        var started = Instant.now();
        sweep();
        try (var databases = new Databases(server)) {
            var place = new Place(databases, request.target(), progress);
            place.mustBeFree();
            progress.step("comparing the backup with its digest");
            new BackupContent(backup, progress).mustBeAsStored();
            var scratch = create(databases, backup);
            var previous = fill(scratch, place, backup, decryption, request);
            var manifest = backup.manifest();
            return new RestoreResult(
                    backup.id(),
                    request.target().into(),
                    previous,
                    manifest.tableCount(),
                    manifest.rows(),
                    Duration.between(started, Instant.now()).toSeconds());
        }
    }

    /** What killed restores have left holds somebody's rows: it goes as soon as somebody can see to it. */
    private void sweep() {
        try (var leftovers = new Leftovers(server)) {
            for (var name : leftovers.sweep()) {
                progress.step("dropped " + name + ", which a restore that was cut off had left");
            }
        } catch (AgentException e) {
            progress.warn("what restores may have left could not be looked for: " + e.text());
        }
    }

    private ScratchDatabase create(Databases databases, StoredBackup backup) {
        var definition = DatabaseDefinition.of(backup.manifest().database().definition());
        var created = databases.create(backup.id(), definition);
        if (created.isPresent()) {
            return created.get();
        }
        progress.warn("this server lacks the original's locale (" + definition + "); texts sort as in C");
        return databases
                .create(backup.id(), definition.withoutLocale())
                .orElseThrow(() -> new AgentException(
                        Reason.RestoreFailed, "the server cannot create a database as " + definition));
    }

    private @Nullable String fill(
            ScratchDatabase scratch, Place place, StoredBackup backup, Decryption decryption, RestoreRequest request) {
        try {
            progress.step("restoring " + backup.id());
            load(scratch.name(), backup, decryption, request.scope().ownership());
            progress.step("validating");
            var tables = backup.manifest().tables();
            new Validation(server, scratch.name()).run(tables == null ? List.of() : tables, request.checks());
            scratch.mustBeOurs();
            return place.give(scratch, backup.id());
        } catch (RuntimeException | Error e) {
            drop(scratch, e);
            throw e;
        }
    }

    private void load(String scratch, StoredBackup backup, Decryption decryption, boolean ownership) {
        try (var restore = new PgRestore(server, scratch, ownership)) {
            try {
                new BackupContent(backup, progress).read(decryption, BackupContent.into(restore.input()));
            } catch (UncheckedIOException e) {
                restore.throwIfFailed(); // it left before it had everything: its own words say why
                throw new AgentException(Reason.RestoreFailed, "pg_restore stopped reading: " + e.getMessage(), e);
            }
            restore.mustSucceed();
        }
    }

    private void drop(ScratchDatabase scratch, Throwable cause) {
        try {
            scratch.drop();
        } catch (AgentException e) {
            cause.addSuppressed(e);
            progress.warn("the half restored database " + scratch.name()
                    + " could not be dropped: a later restore on this server does it, or do it yourself");
        }
    }
}
