package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Ends the sessions of a database for as long as another connection waits for its lock. The lock keeps new sessions
 * out, but those that came in before it was taken must go while it waits: a pool of connections returns at once.
 */
final class SessionsEnd implements AutoCloseable {
    private final Thread thread;
    private volatile boolean enough;
    private volatile @Nullable AgentException refusal;

    /** Begins, or does nothing at all if it is not wanted. */
    SessionsEnd(Server server, String database, boolean wanted) {
        thread = Thread.ofVirtual().unstarted(() -> {
            try {
                endAll(server, database);
            } catch (AgentException e) {
                refusal = e;
            }
        });
        if (wanted) {
            thread.start();
        }
    }

    private void endAll(Server server, String database) {
        try (var maintenance = new Maintenance(server)) {
            while (!enough) {
                maintenance.rows(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ? AND "
                                + Databases.OF_CLIENTS,
                        database);
                Maintenance.pause();
            }
        }
    }

    /** Why sessions could not be ended, such as a superuser's by a role that is none; null if nothing hindered it. */
    @Nullable
    AgentException refusal() {
        return refusal;
    }

    @Override
    public void close() throws SQLException {
        enough = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("was interrupted", e);
        }
    }
}
