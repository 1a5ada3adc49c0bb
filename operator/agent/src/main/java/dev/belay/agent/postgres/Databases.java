package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The databases of a server: creates, drops, renames them. */
public final class Databases implements AutoCloseable {
    private static final String IN_USE = "55006";
    private static final String NO_RIGHT = "42501";
    private static final String DUPLICATE = "42P04";
    private static final List<String> UNKNOWN_LOCALE = List.of("42809", "22023", "0A000");
    /** The server waits five seconds for others to leave at each. */
    private static final int RENAME_ATTEMPTS = 5;

    private final Server server;
    private final Connection connection;

    public Databases(Server server) {
        this.server = server;
        connection = Connections.openMaintenance(server);
    }

    /** Whether there is one of that name. */
    public boolean exists(String name) {
        return !texts("SELECT datname FROM pg_database WHERE datname = ?", name).isEmpty();
    }

    /** Creates an empty one; false if the server lacks its locale. */
    public boolean create(String name, DatabaseDefinition definition) {
        try (var statement = connection.createStatement()) {
            statement.execute(definition.statement(name));
            return true;
        } catch (SQLException e) {
            if (UNKNOWN_LOCALE.contains(e.getSQLState())) {
                return false;
            }
            throw NO_RIGHT.equals(e.getSQLState())
                    ? new AgentException(
                            Reason.RestoreFailed,
                            server + ": " + e.getMessage() + "; grant it: " + RoleRights.grantCreate(server.user()),
                            e)
                    : ServerWords.failure(server, e, Reason.RestoreFailed);
        }
    }

    /** Drops one, whoever is connected to it; one that is not there is no error. */
    public void drop(String name) {
        execute("DROP DATABASE IF EXISTS " + Sql.identifier(name) + " WITH (FORCE)");
    }

    /** Who is connected to it, in words. */
    public List<String> sessions(String name) {
        return texts("""
                SELECT coalesce(usename, '?') || coalesce(' from ' || host(client_addr), ' from this machine')
                       || CASE WHEN application_name = '' THEN '' ELSE ' (' || application_name || ')' END
                FROM pg_stat_activity
                WHERE datname = ? AND pid <> pg_backend_pid() AND backend_type = 'client backend'
                ORDER BY backend_start
                """, name);
    }

    /**
     * Gives a database a name that is free.
     *
     * @throws AgentException {@link Reason#TargetExists} if another run was faster
     */
    public void rename(String from, String to) {
        try (var statement = connection.createStatement()) {
            statement.execute(renaming(from, to));
        } catch (SQLException e) {
            throw DUPLICATE.equals(e.getSQLState())
                    ? new AgentException(Reason.TargetExists, "a database " + to + " has appeared; it stays", e)
                    : ServerWords.failure(server, e, Reason.RestoreFailed);
        }
    }

    /**
     * Puts one database in the place of another, with its owner, rights and settings: all of it or nothing.
     *
     * @param live the name that counts
     * @param next takes that name
     * @param kept what the live one is called from then on
     * @param terminate whether sessions of the live one are ended
     * @return statements about its properties that our role had no right to run
     * @throws AgentException {@link Reason#ConnectionsOpen} if there are sessions that may not, or will not, end
     */
    public List<String> swap(String live, String next, String kept, boolean terminate) {
        for (var attempt = 1; ; attempt++) {
            if (terminate) {
                texts("SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = ?", live);
            }
            try {
                return swapOnce(live, next, kept);
            } catch (SQLException e) {
                if (!IN_USE.equals(e.getSQLState())) {
                    throw ServerWords.failure(server, e, Reason.RestoreFailed);
                }
                if (!terminate || attempt == RENAME_ATTEMPTS) {
                    throw open(live, e);
                }
            }
        }
    }

    /** The refusal that names who is connected. */
    public AgentException open(String name, @Nullable Exception cause) {
        return new AgentException(
                Reason.ConnectionsOpen,
                "the database " + name + " is in use by " + String.join(", ", sessions(name))
                        + "; stop what uses it, or end its sessions with --terminate-connections",
                cause);
    }

    /** The renames take a lock that keeps new sessions out until they are committed. */
    private List<String> swapOnce(String live, String next, String kept) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(renaming(live, kept));
            var skipped = new DatabaseProperties(connection).copy(kept, next);
            statement.execute(renaming(next, live));
            connection.commit();
            return skipped;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static String renaming(String from, String to) {
        return "ALTER DATABASE " + Sql.identifier(from) + " RENAME TO " + Sql.identifier(to);
    }

    private List<String> texts(String query, String parameter) {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, parameter);
            var texts = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.RestoreFailed);
        }
    }

    private void execute(String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.RestoreFailed);
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
