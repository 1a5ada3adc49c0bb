package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Creates roles that a server lacks, in one transaction. One that is there is never changed. */
public final class MissingRoles implements AutoCloseable {
    private static final String DUPLICATE = "42710";
    private static final String NO_RIGHT = "42501";

    private final Server server;
    private final Connection connection;
    private final List<String> skipped = new ArrayList<>();

    public MissingRoles(Server server) {
        this.server = server;
        connection = Connections.openMaintenance(server);
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            close();
            throw ServerWords.failure(server, e, Reason.RestoreFailed);
        }
    }

    /**
     * Creates one, unless it is there.
     *
     * @param attributes as SQL writes them
     * @param statements about it alone
     * @return whether it was created
     * @throws AgentException {@link Reason#RestoreFailed} if we may not create roles
     */
    public boolean create(String name, List<String> attributes, List<String> statements) {
        var role = Sql.identifier(name);
        try {
            Attempt.run(connection, "CREATE ROLE " + role);
        } catch (SQLException e) {
            if (DUPLICATE.equals(e.getSQLState())) {
                return false;
            }
            throw NO_RIGHT.equals(e.getSQLState())
                    ? new AgentException(
                            Reason.RestoreFailed,
                            server + ": " + e.getMessage() + "; grant it: ALTER ROLE " + Sql.identifier(server.user())
                                    + " CREATEROLE",
                            e)
                    : ServerWords.failure(server, e, Reason.RestoreFailed);
        }
        // One by one: for SUPERUSER and its like we may lack the right, for LOGIN not.
        attributes.forEach(attribute -> attempt("ALTER ROLE " + role + " WITH " + attribute));
        statements.forEach(this::attempt);
        return true;
    }

    /** Makes one role a member of another. */
    public void grant(RoleMembership membership) {
        membership
                .statement(serverVersion())
                .ifPresentOrElse(
                        this::attempt,
                        () -> skipped.add("GRANT " + Sql.identifier(membership.role()) + " TO "
                                + Sql.identifier(membership.member())
                                + " (servers before PostgreSQL 16 know no INHERIT FALSE and no SET FALSE, and would"
                                + " give more)"));
    }

    private int serverVersion() {
        try {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.RestoreFailed);
        }
    }

    /** Makes it so; returns the statements that the server refused. */
    public List<String> commit() {
        try {
            connection.commit();
            return List.copyOf(skipped);
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.RestoreFailed);
        }
    }

    private void attempt(String sql) {
        try {
            Attempt.run(connection, sql);
        } catch (SQLException e) {
            skipped.add(sql + " (" + e.getMessage() + ")");
        }
    }

    /** What was not committed is undone. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            return; // the server ends it
        }
    }
}
