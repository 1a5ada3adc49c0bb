package dev.belay.agent.restore;

import dev.belay.agent.archive.TableRows;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.Connections;
import dev.belay.agent.postgres.DatabaseProperty;
import dev.belay.agent.postgres.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a restored database whether it is what was backed up. */
final class Validation {
    private static final int FETCH_ROWS = 1000;
    private static final String WRITES = "25006";

    private final Server server;
    private final String database;
    private final int jobs;
    private final List<DatabaseProperty> properties;

    /**
     * Nothing is asked yet.
     *
     * @param jobs tables that are counted at once
     * @param properties of the original, which the database does not have yet
     */
    Validation(Server server, String database, int jobs, List<DatabaseProperty> properties) {
        this.server = server;
        this.database = database;
        this.jobs = jobs;
        this.properties = properties;
    }

    /** Throws an AgentException {@link Reason#ValidationFailed} for the first thing that does not hold. */
    void run(List<TableRows> tables, RestoreRequest.Checks checks) {
        new RowCounts(server, database, jobs).compare(tables);
        if (checks.equals(RestoreRequest.Checks.NONE)) {
            return;
        }
        try (var connection = Connections.open(server, database)) {
            DatabaseProperty.hold(connection, properties);
            connection.setAutoCommit(false); // else results are not fetched piece by piece
            connection.setReadOnly(true); // who asks whether it is what was saved must not make it something else
            for (var sql : checks.readiness()) {
                ready(connection, sql);
            }
            for (var sql : checks.integrity()) {
                intact(connection, sql);
            }
            connection.rollback();
        } catch (SQLException e) {
            throw unasked(e);
        }
    }

    private static void ready(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_ROWS); // a whole table would not fit into our memory
            statement.execute(sql);
            try (var rows = statement.getResultSet()) {
                while (rows != null && rows.next()) {
                    // an error may wait in any of them
                }
            }
        } catch (SQLException e) {
            throw failed("readiness: '" + sql + "' failed: " + said(e), e);
        }
    }

    private static void intact(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_ROWS);
            intact(statement, sql);
        } catch (SQLException e) {
            throw failed("integrity: '" + sql + "' failed: " + said(e), e);
        }
    }

    private static void intact(Statement statement, String sql) throws SQLException {
        try (var row = statement.executeQuery(sql)) {
            if (!row.next() || !row.getBoolean(1)) {
                throw failed("integrity: '" + sql + "' is not true", null);
            }
        }
    }

    private static String said(SQLException e) {
        return WRITES.equals(e.getSQLState())
                ? e.getMessage() + "; a check may only read"
                : String.valueOf(e.getMessage());
    }

    static AgentException unasked(SQLException e) {
        return failed("the restored database could not be asked: " + e.getMessage(), e);
    }

    static AgentException failed(String message, @Nullable Exception cause) {
        return new AgentException(Reason.ValidationFailed, message, cause);
    }
}
