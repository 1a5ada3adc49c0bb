package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLException;

/** A connection that reads rows into tables by COPY, under the settings of a session of pg_restore's. */
public final class CopySession implements AutoCloseable {
    /** Of the time limits, each server is told those that it knows. */
    private static final String SETTINGS = """
            SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings WHERE name IN
            ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout');
            SET standard_conforming_strings = on;
            SET check_function_bodies = false;
            SET xmloption = content;
            SET client_min_messages = warning;
            SET row_security = off;
            SELECT pg_catalog.set_config('search_path', '', false);
            """;

    private static final String CHECK_VIOLATION = "23514";

    private final Connection connection;
    private String table = "";
    private @Nullable CopyIn copy;

    /**
     * Opens one.
     *
     * @throws AgentException {@link Reason#DatabaseUnreachable}, {@link Reason#DatabaseAuthFailed}
     */
    public CopySession(Server server, String database) {
        connection = Connections.open(server, database);
        try (var statement = connection.createStatement()) {
            statement.execute(SETTINGS);
        } catch (SQLException e) {
            close();
            throw ServerWords.failure(server, e, Reason.RestoreFailed);
        }
    }

    /**
     * Begins to read rows into a table, once those of the former are all there.
     *
     * @param name for people
     * @param statement of COPY
     */
    public void begin(String name, String statement) {
        end();
        table = name;
        try {
            copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * As {@link #begin}, into a table that is emptied in the same transaction: only then may COPY freeze its rows.
     *
     * @param sqlName the table's, as SQL writes it
     */
    public void beginEmptied(String name, String sqlName, String statement) {
        end();
        table = name;
        try (var truncate = connection.createStatement()) {
            connection.setAutoCommit(false);
            truncate.execute("TRUNCATE ONLY " + sqlName);
        } catch (SQLException e) {
            throw failed(e);
        }
        begin(name, statement);
    }

    /** Some of the rows; a row need not end with them. */
    public void write(byte[] bytes, int length) {
        try {
            if (copy != null) {
                copy.writeToCopy(bytes, 0, length);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Waits until the rows of the present table, if there is one, are all there. */
    public void end() {
        try {
            if (copy != null) {
                copy.endCopy();
                copy = null;
                if (!connection.getAutoCommit()) {
                    connection.commit();
                    connection.setAutoCommit(true);
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Cuts the connection off, whatever another thread does with it. */
    public void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            return; // it is cut off already
        }
    }

    private AgentException failed(SQLException e) {
        var message = "COPY failed for table " + table + ": " + e.getMessage();
        return ServerWords.isFull(e)
                ? ServerWords.full(message, e)
                : new AgentException(Reason.RestoreFailed, message + hint(e), e);
    }

    /** A constraint has a name; what keeps a row out of a partition has none. */
    private static String hint(SQLException e) {
        if (!CHECK_VIOLATION.equals(e.getSQLState()) || !(e instanceof PSQLException ours)) {
            return "";
        }
        var said = ours.getServerErrorMessage();
        return said == null || said.getConstraint() != null
                ? ""
                : "; where the hash of an enum or OID decides on the partition, rows belong to others in another database: with"
                        + " --only-table, ask for the whole table instead of one of its partitions";
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            return; // the server ends it
        }
    }
}
