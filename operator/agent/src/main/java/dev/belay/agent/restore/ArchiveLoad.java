package dev.belay.agent.restore;

import dev.belay.agent.archive.DataReader;
import dev.belay.agent.archive.HeadReader;
import dev.belay.agent.archive.TableOfContents;
import dev.belay.agent.backup.BackupContent;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.CopySession;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings an archive back as it passes. Its head is kept: for pg_restore it is an archive whose definitions can be had
 * without data. The data are ours to bring back, without a second program between us and the server, and over as many
 * connections as were asked for even where one table holds them all. What of an archive is not understood is left to
 * pg_restore, data and all.
 */
final class ArchiveLoad implements BackupContent.Sink, AutoCloseable {
    private final Server server;
    private final String database;
    private final RestoreRequest request;
    private final Progress progress;
    private final ScratchFile head;
    private final LentRights rights;
    private final boolean rightsNeeded;
    private final LoadPlan plan;
    private final @Nullable TableList tables;
    private final HeadReader reader;
    private List<LentRights.Owner> lent = List.of();
    private long position;
    private @Nullable DataReader blocks;
    private @Nullable DataLoad data;
    private @Nullable Feed whole;

    /**
     * Nothing is restored before the head has passed.
     *
     * @param head an empty file; it must stay open until this is closed
     * @param tables what comes back; null for all of it
     */
    ArchiveLoad(
            Server server,
            String database,
            RestoreRequest request,
            Progress progress,
            ScratchFile head,
            @Nullable TableList tables) {
        this.server = server;
        this.database = database;
        this.request = request;
        this.progress = progress;
        this.head = head;
        this.tables = tables;
        rights = new LentRights(server, database);
        rightsNeeded = request.scope().ownership() && rights.areNeeded();
        plan = new LoadPlan(
                tables == null ? id -> true : tables.ids()::contains,
                !request.scope().schemaOnly(),
                rightsNeeded,
                request.means().scratch());
        reader = new HeadReader(plan);
    }

    @Override
    public void take(byte[] bytes, int length) {
        position += length;
        if (blocks != null) {
            blocks.add(bytes, length);
        } else if (whole != null) {
            whole.write(bytes, 0, length);
        } else if (reader.add(bytes, length)) {
            head.write(bytes, length);
        } else {
            begin(bytes, length);
        }
    }

    /** With the piece in which the head ends: what follows there is not for the disk. */
    private void begin(byte[] bytes, int length) {
        var contents = reader.contents();
        if (contents.isEmpty() || !plan.isUnderstood()) {
            if (request.means().jobs() > 1) {
                progress.warn("this backup holds what only pg_restore understands: it restores over one connection");
            }
            if (tables != null) {
                tables.ids().forEach(plan.rest()::add);
            }
            whole = fed(tables == null ? null : plan.rest());
            whole.write(bytes, 0, length);
            return;
        }
        head.write(bytes, (int) (contents.get().length() - (position - length)));
        define();
        beginData(contents.get());
    }

    private void define() {
        if (rightsNeeded) {
            lent = rights.lend(plan.ownersInDatabase());
        }
        if (!plan.schemas().isEmpty()) {
            restore(plan.schemas(), 1);
        }
        if (rightsNeeded) {
            rights.during(plan.owners(), () -> restore(plan.definitions(), 1));
        } else {
            restore(plan.definitions(), 1);
        }
    }

    private void beginData(TableOfContents contents) {
        if (!plan.ownTables().isEmpty()) {
            plan.send(HashedPartitions.of(server, database));
        }
        var load = new DataLoad(
                plan,
                request.means().jobs(),
                () -> new CopySession(server, database),
                () -> fed(plan.largeObjects()),
                table -> progress.at(position, table),
                progress);
        data = load;
        blocks = new DataReader(contents, load);
        blocks.takeOver(reader);
    }

    /** When all has passed: waits for it to be there, and brings the rest. */
    void finish() {
        if (blocks == null && whole == null) {
            begin(new byte[0], 0); // cut off in its head: pg_restore says so
        }
        if (whole != null) {
            whole.mustSucceed();
            return;
        }
        if (!Objects.requireNonNull(blocks).isComplete()) {
            throw new AgentException(
                    Reason.RestoreFailed, "the dump does not hold the data of all that its contents name");
        }
        Objects.requireNonNull(data).finish();
        freeze();
        if (!plan.rest().isEmpty()) {
            progress.step("restoring indexes, constraints and rights");
            restore(plan.rest(), request.means().jobs());
        }
        rights.takeBack(lent);
    }

    /**
     * What one connection brings is frozen as it comes; several cannot do that to one table. Frozen and known to be
     * visible, rows need not be looked up where an index holds what is asked: foreign keys are checked, and rows counted,
     * in a fraction of the time. A commit that is waited for comes first: of those that are not on the disk yet, no page
     * says that it is visible to all.
     */
    private void freeze() {
        if (request.means().jobs() > 1) {
            var lanes = new OverConnections(server, database, request.means().jobs(), ArchiveLoad::unfrozen);
            lanes.each(
                    List.of(
                            "SET synchronous_commit = on; SELECT pg_catalog.pg_logical_emit_message(true, 'belay', '')"),
                    ArchiveLoad::execute);
            lanes.each(
                    plan.ownTables().stream()
                            .map(table -> "VACUUM (FREEZE) " + table)
                            .toList(),
                    ArchiveLoad::execute);
        }
    }

    private static AgentException unfrozen(SQLException e) {
        return new AgentException(
                Reason.RestoreFailed, "the rows are there, but could not be frozen: " + e.getMessage(), e);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void restore(UseList list, int jobs) {
        var options = PgRestore.options(request.scope(), list.path());
        try (var restore = PgRestore.reading(head.path(), jobs, server, database, options)) {
            restore.mustSucceed();
        }
    }

    /** A pg_restore that has the head already, and wants the rest. */
    private Feed fed(@Nullable UseList list) {
        var options = PgRestore.options(request.scope(), list == null ? null : list.path());
        return Feed.behind(head, PgRestore.fed(server, database, options));
    }

    @Override
    public void close() {
        try (var _ = plan;
                var _ = whole;
                var _ = data) {
            blocks = null;
        }
    }
}
