package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The databases of a server, seen from a connection to none of them. */
public final class Databases implements AutoCloseable {
    private static final String NO_RIGHT = "42501";
    private static final List<String> UNKNOWN_LOCALE = List.of("42809", "22023", "0A000");
    private static final Set<String> PROTECTED = Set.of("postgres", "template0", "template1");
    /** Of sessions that our role may not look into, the server keeps the kind to itself: only its own have no user. */
    static final String OF_CLIENTS =
            "usesysid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'";

    private static final String SESSIONS = """
            SELECT 'pid ' || pid || ', ' || coalesce(usename, '?')
                   || coalesce(' from ' || host(client_addr), ' from this machine')
                   || CASE WHEN application_name = '' THEN '' ELSE ' (' || application_name || ')' END
                   || coalesce(to_char(backend_start AT TIME ZONE 'UTC', '", since "YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')
            FROM pg_stat_activity
            WHERE datname = ? AND pid <> pg_backend_pid() AND %s
            ORDER BY backend_start
            """.formatted(OF_CLIENTS);

    private final Maintenance maintenance;

    public Databases(Server server) {
        maintenance = new Maintenance(server);
    }

    /** Whether there is one of that name. */
    public boolean exists(String name) {
        return !maintenance
                .texts("SELECT datname FROM pg_database WHERE datname = ?", name)
                .isEmpty();
    }

    /** Whether it is the server's own: others are made from it, or everybody's programs connect to it first. */
    public boolean isProtected(String name) {
        return PROTECTED.contains(name)
                || maintenance
                        .texts(
                                "SELECT datistemplate OR datname = current_database() FROM pg_database WHERE datname = ?",
                                name)
                        .equals(List.of("t"));
    }

    /** Creates an empty one for a restore; nothing if the server lacks its locale. */
    public Optional<ScratchDatabase> create(String backupId, DatabaseDefinition definition) {
        var name = ScratchDatabase.nameFor(backupId);
        if (!ScratchDatabase.lock(maintenance, name)) {
            throw new AgentException(Reason.RestoreFailed, "another run restores into " + name + "; try again");
        }
        try {
            return Optional.of(ScratchDatabase.create(maintenance, name, backupId, definition));
        } catch (SQLException e) {
            if (UNKNOWN_LOCALE.contains(e.getSQLState())) {
                return Optional.empty();
            }
            throw NO_RIGHT.equals(e.getSQLState())
                    ? new AgentException(
                            Reason.RestoreFailed,
                            maintenance.server() + ": " + e.getMessage() + "; grant it: "
                                    + RoleRights.grantCreate(
                                            maintenance.server().user()),
                            e)
                    : ServerWords.failure(maintenance.server(), e, Reason.RestoreFailed);
        }
    }

    /** Makes sure that nobody is connected to it: {@link Reason#ConnectionsOpen} names who is. */
    public void mustBeUnused(String name) {
        var sessions = sessions(maintenance, name);
        if (!sessions.isEmpty()) {
            throw inUse(name, sessions, "", null);
        }
    }

    /** Who is connected to it, in words. */
    static List<String> sessions(Maintenance maintenance, String name) {
        return maintenance.texts(SESSIONS, name);
    }

    static AgentException inUse(String name, List<String> sessions, String refusal, @Nullable Exception cause) {
        return new AgentException(
                Reason.ConnectionsOpen,
                "the database " + name + " is in use by " + String.join("; ", sessions) + ": stop what uses it, or "
                        + (refusal.isEmpty()
                                ? "end its sessions with --terminate-connections"
                                : "let somebody end its sessions who may: " + refusal),
                cause);
    }

    @Override
    public void close() {
        maintenance.close();
    }
}
