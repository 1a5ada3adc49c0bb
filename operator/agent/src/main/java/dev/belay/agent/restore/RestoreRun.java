package dev.belay.agent.restore;

import dev.belay.agent.backup.BackupContent;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.DatabaseDefinition;
import dev.belay.agent.postgres.DatabaseName;
import dev.belay.agent.postgres.Databases;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import dev.belay.api.run.RunReport.RestoreResult;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
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
     * @throws AgentException {@link Reason#TargetExists}, {@link Reason#ConnectionsOpen},
     *     {@link Reason#RepositoryCorrupt}, {@link Reason#RestoreFailed}, {@link Reason#ValidationFailed} …
     */
    public RestoreResult run(StoredBackup backup, Decryption decryption, RestoreRequest request) {
        var started = Instant.now();
        try (var databases = new Databases(server)) {
            var exists = mustBeFree(databases, request);
            progress.step("comparing the backup with its digest");
            new BackupContent(backup, progress).mustBeAsStored();
            var scratch = DatabaseName.with(
                    "belay_restore_",
                    DatabaseName.part(backup.id()) + "_" + "%06x".formatted(new SecureRandom().nextInt(1 << 24)));
            var previous = fill(databases, scratch, backup, decryption, request, exists);
            var manifest = backup.manifest();
            return new RestoreResult(
                    backup.id(),
                    request.into(),
                    previous,
                    manifest.tableCount(),
                    manifest.rows(),
                    Duration.between(started, Instant.now()).toSeconds());
        }
    }

    /** Whether there is a database to change places with. */
    private boolean mustBeFree(Databases databases, RestoreRequest request) {
        if (request.into().isEmpty()
                || request.into().getBytes(StandardCharsets.UTF_8).length > DatabaseName.MOST_BYTES) {
            throw new AgentException(
                    Reason.PolicyInvalid, "a database's name has 1 to " + DatabaseName.MOST_BYTES + " bytes");
        }
        if (!databases.exists(request.into())) {
            return false;
        }
        if (!request.swap()) {
            throw new AgentException(
                    Reason.TargetExists,
                    "the database " + request.into()
                            + " exists, and nothing of it was changed; name another one, or let them change places"
                            + " with --swap");
        }
        if (!request.terminateConnections()
                && !databases.sessions(request.into()).isEmpty()) {
            throw databases.open(request.into(), null);
        }
        return true;
    }

    private @Nullable String fill(
            Databases databases,
            String scratch,
            StoredBackup backup,
            Decryption decryption,
            RestoreRequest request,
            boolean exists) {
        try {
            create(databases, scratch, backup.manifest().database().definition());
            progress.step("restoring " + backup.id());
            load(scratch, backup, decryption, request.ownership());
            progress.step("validating");
            var tables = backup.manifest().tables();
            new Validation(server, scratch).run(tables == null ? List.of() : tables, request.checks());
            return place(databases, scratch, backup, request, exists);
        } catch (RuntimeException | Error e) {
            drop(databases, scratch, e);
            throw e;
        }
    }

    private void create(Databases databases, String scratch, @Nullable String statement) {
        var definition = DatabaseDefinition.of(statement);
        if (!databases.create(scratch, definition)) {
            progress.warn("this server lacks the original's locale (" + definition + "); texts sort as in C");
            if (!databases.create(scratch, definition.withoutLocale())) {
                throw new AgentException(Reason.RestoreFailed, "the server cannot create a database as " + definition);
            }
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

    private @Nullable String place(
            Databases databases, String scratch, StoredBackup backup, RestoreRequest request, boolean exists) {
        if (!exists) {
            databases.rename(scratch, request.into());
            return null;
        }
        var kept = DatabaseName.with(request.into(), "_before_" + DatabaseName.part(backup.id()));
        if (databases.exists(kept)) {
            kept = DatabaseName.with(kept, "_%04x".formatted(new SecureRandom().nextInt(1 << 16)));
        }
        for (var skipped : databases.swap(request.into(), scratch, kept, request.terminateConnections())) {
            progress.warn("no right to give " + request.into() + " what it had before: " + skipped);
        }
        return kept;
    }

    private void drop(Databases databases, String scratch, Throwable cause) {
        try {
            databases.drop(scratch);
        } catch (AgentException e) {
            cause.addSuppressed(e);
            dropAnew(scratch, cause);
        }
    }

    /** The connection may have been what broke. */
    private void dropAnew(String scratch, Throwable cause) {
        try (var databases = new Databases(server)) {
            databases.drop(scratch);
        } catch (AgentException e) {
            cause.addSuppressed(e);
            progress.warn("the half restored database " + scratch + " could not be dropped: drop it yourself");
        }
    }
}
