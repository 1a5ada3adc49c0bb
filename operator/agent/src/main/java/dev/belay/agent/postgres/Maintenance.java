package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A connection that works on whole databases from outside of them, for as long as a restore takes: a firewall may cut
 * it meanwhile. {@link #renew} then brings another one.
 */
final class Maintenance implements AutoCloseable {
    private static final int VALID_SECONDS = 10;
    private static final Duration LEAVES = Duration.ofSeconds(20);
    private static final int POLL_MILLIS = 100;
    private static final String BROKEN = "08";

    private final Server server;
    private Connection connection;
    private List<String> session;

    Maintenance(Server server) {
        this.server = server;
        connection = Connections.openMaintenance(server);
        session = session();
    }

    /** Statements of one transaction. */
    interface Work {
        void run(Connection connection) throws SQLException;
    }

    Server server() {
        return server;
    }

    /**
     * Makes sure that the connection works. Where it broke, another one is opened and the former's session ended: the
     * server may not have noticed, and the session would keep its locks and go on with what it was told last.
     *
     * @return whether it is another one
     */
    boolean renew() {
        try {
            if (connection.isValid(VALID_SECONDS)) {
                return false;
            }
        } catch (SQLException e) {
            throw new IllegalArgumentException(e); // a negative timeout: there is none
        }
        close();
        var former = session;
        connection = Connections.openMaintenance(server);
        session = session();
        end(former);
        return true;
    }

    /** Drops a database, if it is there, from under whoever works in it. */
    void drop(String database) throws SQLException {
        execute("DROP DATABASE IF EXISTS " + Sql.identifier(database) + " WITH (FORCE)");
    }

    /** Number and start of our session: the number alone may be another's after a restart. */
    private List<String> session() {
        return rows("SELECT pid::text, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()")
                .getFirst();
    }

    private void end(List<String> former) {
        var asked = Instant.now();
        while (!rows(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE pid = ?::int AND backend_start = ?::timestamptz",
                        former.toArray(String[]::new))
                .isEmpty()) {
            if (Instant.now().isAfter(asked.plus(LEAVES))) {
                throw new AgentException(
                        Reason.RestoreFailed,
                        "the connection to " + server + " broke, and its session " + former.getFirst()
                                + " does not end: end it, then try again");
            }
            pause();
        }
    }

    /**
     * Runs statements in one transaction.
     *
     * @param happened tells whether it took place, where the server's answer got lost on the way
     * @throws SQLException if it did not take place
     */
    void inTransaction(Work work, BooleanSupplier happened) throws SQLException {
        try {
            connection.setAutoCommit(false);
            work.run(connection);
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith(BROKEN)) {
                renew();
                if (happened.getAsBoolean()) {
                    return;
                }
            } else {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            throw e;
        }
    }

    /** What a query finds, each row with its columns as texts. */
    List<List<String>> rows(String query, String... parameters) {
        try {
            return QueryRows.of(connection, query, parameters);
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.RestoreFailed);
        }
    }

    /** The first column of what a query finds. */
    List<String> texts(String query, String... parameters) {
        return rows(query, parameters).stream().map(List::getFirst).toList();
    }

    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(Reason.Internal, "was interrupted", e);
        }
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
