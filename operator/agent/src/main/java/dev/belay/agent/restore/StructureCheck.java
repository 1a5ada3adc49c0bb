package dev.belay.agent.restore;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.Connections;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.postgres.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks PostgreSQL's own amcheck whether tables and B-tree indexes are sound and agree with each other: sorted texts
 * under a locale that differs from the original's, bad memory and bad disks show here. The extension is made in a
 * transaction that is rolled back: nothing of it stays.
 */
public final class StructureCheck {
    private static final String SCHEMA = "belay_amcheck";
    /** No right; no such file; not available. */
    private static final Set<String> NOT_HERE = Set.of("42501", "58P01", "0A000");

    private static final String OWN = " AND n.nspname NOT IN ('pg_catalog', 'information_schema', '" + SCHEMA
            + "') AND n.nspname NOT LIKE 'pg\\_toast%' AND c.relpersistence <> 't'";
    private static final String INDEXES = """
            SELECT c.oid::text FROM pg_index i
            JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE a.amname = 'btree' AND c.relkind = 'i' AND i.indisvalid AND i.indisready""" + OWN;
    private static final String TABLES = """
            SELECT c.oid::text FROM pg_class c
            JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE a.amname = 'heap' AND c.relkind IN ('r', 'm')""" + OWN;

    private StructureCheck() {}

    /**
     * Checks every B-tree index and every table of a database.
     *
     * @return what was looked at, or why nothing was, in words
     * @throws AgentException {@link Reason#ValidationFailed} for what is not sound
     */
    public static String run(Server server, String database) {
        try (var connection = Connections.open(server, database)) {
            connection.setAutoCommit(false);
            var found = check(connection);
            connection.rollback(); // behind a failure the server does it, when the connection ends
            return found;
        } catch (SQLException e) {
            throw failed("amcheck: " + e.getMessage(), e);
        }
    }

    private static String check(Connection connection) throws SQLException {
        var schema = texts(
                connection,
                "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
                        + " WHERE e.extname = 'amcheck'");
        if (schema.isEmpty()) {
            try (var statement = connection.createStatement()) {
                statement.execute("CREATE SCHEMA " + SCHEMA);
                statement.execute("CREATE EXTENSION amcheck SCHEMA " + SCHEMA);
            } catch (SQLException e) {
                if (NOT_HERE.contains(e.getSQLState())) {
                    return "skipped: " + e.getMessage();
                }
                throw e;
            }
        }
        var amcheck = Sql.identifier(schema.isEmpty() ? SCHEMA : schema.getFirst());
        var indexes = texts(connection, INDEXES);
        for (var index : indexes) {
            texts(connection, "SELECT " + amcheck + ".bt_index_check(" + index + "::regclass, true)::text");
        }
        var tables =
                connection.getMetaData().getDatabaseMajorVersion() < 14 ? List.<String>of() : texts(connection, TABLES);
        for (var table : tables) {
            var found = texts(
                    connection,
                    "SELECT " + table + "::regclass || ': ' || msg FROM " + amcheck + ".verify_heapam(" + table
                            + "::regclass) LIMIT 1");
            if (!found.isEmpty()) {
                throw failed("amcheck: " + found.getFirst(), null);
            }
        }
        return indexes.size() + " indexes and " + tables.size() + " tables are sound";
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(String.valueOf(rows.getString(1)));
            }
            return found;
        }
    }

    private static AgentException failed(String message, @Nullable Exception cause) {
        return new AgentException(Reason.ValidationFailed, message, cause);
    }
}
