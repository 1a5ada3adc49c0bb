package dev.belay.agent.restore;

import dev.belay.agent.archive.TableRows;
import dev.belay.agent.backup.BackupContent;
import dev.belay.agent.backup.Manifest;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.DatabaseDefinition;
import dev.belay.agent.postgres.DatabaseProperty;
import dev.belay.agent.postgres.Databases;
import dev.belay.agent.postgres.Leftovers;
import dev.belay.agent.postgres.ScratchDatabase;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.postgres.Unfinished;
import dev.belay.agent.progress.Progress;
import dev.belay.api.run.RunReport.RestoreResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One restore. The backup comes back under a name of its own, and only what agrees with its digests and was validated
 * gets the name that was asked for. Whatever fails, the target stays as it was. Encryption tells of every byte at once
 * whether it is right; a backup without is compared with its digest before the server is given any of it.
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
            if (!request.scope().tables().isEmpty()) {
                ScratchFile.require(request.means().scratch()).close(); // without one there is no choice of tables
            }
            if (!decryption.authenticates()) {
                progress.step("comparing the backup with its digest");
                new BackupContent(backup, progress).mustBeAsStored();
            }
            if (request.scope().roles()) {
                new RolesRestore(server, progress).run(backup, decryption);
            }
            var content = new BackupContent(backup, progress);
            var chosen = request.scope().tables().isEmpty()
                    ? null
                    : TableList.find(content, decryption, request.scope().tables(), progress);
            var tables = expected(backup.manifest(), request.scope(), chosen);
            // In a drill too, where none is given: what is in their way there is in the way of every restore.
            var properties = OriginalProperties.read(
                    content,
                    decryption,
                    request.scope().ownership() || !request.scope().properties(),
                    progress);
            var scratch = create(databases, backup);
            var previous = fill(
                    scratch,
                    request,
                    () -> {
                        if (request.scope().ownership()) {
                            place.giveOwner(
                                    scratch, backup.manifest().database().owner());
                        }
                        load(scratch, backup, decryption, request, chosen);
                    },
                    tables,
                    properties,
                    () -> place.give(scratch, backup.id(), request.scope().properties() ? properties : List.of()));
            return new RestoreResult(
                    backup.id(),
                    request.target().into(),
                    previous,
                    tables.size(),
                    tables.stream().mapToLong(TableRows::rows).sum(),
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
            ScratchDatabase scratch,
            RestoreRequest request,
            Runnable load,
            List<TableRows> tables,
            List<DatabaseProperty> properties,
            Supplier<@Nullable String> giveName) {
        try (var _ = Unfinished.of(server, scratch)) {
            load.run();
            scratch.mustBeOurs();
            progress.step("validating");
            new Validation(server, scratch.name(), request.means().jobs(), properties).run(tables, request.checks());
            scratch.mustBeOurs();
            return giveName.get();
        } catch (RuntimeException | Error e) {
            drop(scratch, e);
            if (Unfinished.isEnding()) {
                throw new AgentException(Reason.Internal, "was asked to end", e);
            }
            throw e;
        }
    }

    private void load(
            ScratchDatabase scratch,
            StoredBackup backup,
            Decryption decryption,
            RestoreRequest request,
            @Nullable TableList tables) {
        new Loading(server, scratch.name(), request, progress)
                .run(
                        new BackupContent(backup, progress),
                        decryption,
                        backup.manifest().plain().bytes(),
                        tables);
        if (tables != null) {
            tables.tellOfLargeObjects(server, scratch.name(), progress);
        }
    }

    /** The tables that must be there with their rows. */
    private static List<TableRows> expected(Manifest manifest, RestoreRequest.Scope scope, @Nullable TableList chosen) {
        if (manifest.tables() == null) {
            return List.of();
        }
        var tables = chosen == null ? manifest.tables() : chosen.of(manifest.tables());
        return scope.schemaOnly()
                ? tables.stream()
                        .map(t -> new TableRows(t.schema(), t.name(), 0, t.partOfExtension()))
                        .toList()
                : tables;
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
