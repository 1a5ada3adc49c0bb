package dev.belay.agent.restore;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.Connections;
import dev.belay.agent.postgres.QueryRows;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.postgres.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Lets roles own what comes back. From who is no superuser the server takes a new owner only if that one may create in
 * the schema. The archive brings this right when all else is done, or not at all, where a superuser gave the object to its
 * owner. So it is lent for as long as objects are made.
 */
final class LentRights {
    private static final String NO_RIGHT = "42501";
    /** Of a role or schema that is missing, pg_restore tells. */
    private static final String MAY_NOT_CREATE = """
            SELECT 1 FROM pg_catalog.pg_roles r, pg_catalog.pg_namespace n
            WHERE r.rolname = ? AND n.nspname = ? AND NOT pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE')
            """;

    private final Server server;
    private final String database;

    LentRights(Server server, String database) {
        this.server = server;
        this.database = database;
    }

    /** A role that owns something in a schema. */
    record Owner(String role, String schema) {
        private String grant() {
            return "GRANT CREATE ON SCHEMA " + Sql.identifier(schema) + " TO " + Sql.identifier(role);
        }

        private String revoke() {
            return "REVOKE CREATE ON SCHEMA " + Sql.identifier(schema) + " FROM " + Sql.identifier(role);
        }
    }

    /** Whether the server asks for them: not for a superuser. */
    boolean areNeeded() {
        try (var connection = Connections.open(server, database);
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT 1 WHERE current_setting('is_superuser') = 'off'")) {
            return row.next();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Does the work while each owner may create. If it fails, they go on to: nobody keeps such a database. */
    void during(Collection<Owner> owners, Runnable work) {
        var lent = new ArrayList<Owner>();
        try (var connection = Connections.open(server, database)) {
            for (var owner : owners) {
                if (isRefused(connection, owner) && lend(connection, owner)) {
                    lent.add(owner);
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        work.run();
        takeBack(lent);
    }

    private static boolean isRefused(Connection connection, Owner owner) throws SQLException {
        return !QueryRows.of(connection, MAY_NOT_CREATE, owner.role(), owner.schema())
                .isEmpty();
    }

    /** False where it is not ours to lend: pg_restore then says what it was refused. */
    private static boolean lend(Connection connection, Owner owner) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(owner.grant());
            return true;
        } catch (SQLException e) {
            if (NO_RIGHT.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private void takeBack(List<Owner> lent) {
        if (lent.isEmpty()) {
            return;
        }
        try (var connection = Connections.open(server, database);
                var statement = connection.createStatement()) {
            for (var owner : lent) {
                statement.execute(owner.revoke());
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static AgentException failed(SQLException e) {
        return new AgentException(
                Reason.RestoreFailed, "the owners' rights could not be looked after: " + e.getMessage(), e);
    }
}
