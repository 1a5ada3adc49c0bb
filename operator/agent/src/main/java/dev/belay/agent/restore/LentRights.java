package dev.belay.agent.restore;

import dev.belay.agent.archive.TocEntry;
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
import java.util.Optional;
import java.util.Set;

/**
 * Lets roles own what comes back. From who is no superuser the server takes a new owner only if that one may create in
 * the schema, or in the database what lies in no schema. This right comes when all else is done, or not at all, where a
 * superuser gave the object to its owner. So it is lent for as long as objects are made.
 */
final class LentRights {
    private static final String NO_RIGHT = "42501";
    /** Of a role or schema that is missing, pg_restore tells. */
    private static final String MAY_NOT_CREATE = """
            SELECT 1 FROM pg_catalog.pg_roles r, pg_catalog.pg_namespace n
            WHERE r.rolname = ? AND n.nspname = ? AND NOT pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE')
            """;

    private static final String MAY_NOT_CREATE_IN_DATABASE = """
            SELECT 1 FROM pg_catalog.pg_roles r WHERE r.rolname = ?
            AND NOT pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'CREATE')
            """;

    /** What lies in no schema, and in whose database its owner must be allowed to create. */
    private static final Set<String> OF_DATABASE = Set.of("SCHEMA", "PUBLICATION", "SUBSCRIPTION");

    private final Server server;
    private final String database;

    LentRights(Server server, String database) {
        this.server = server;
        this.database = database;
    }

    /**
     * A role that owns something.
     *
     * @param schema in which; empty for what lies in none
     */
    record Owner(String role, String schema) {
        /** Of an entry that is for the database itself; empty for all others. */
        static Optional<Owner> inDatabase(TocEntry entry) {
            return OF_DATABASE.contains(entry.kind()) && !entry.owner().isEmpty()
                    ? Optional.of(new Owner(entry.owner(), ""))
                    : Optional.empty();
        }

        private boolean isInDatabase() {
            return schema.isEmpty();
        }

        private String right(String database) {
            return "CREATE ON "
                    + (isInDatabase() ? "DATABASE " + Sql.identifier(database) : "SCHEMA " + Sql.identifier(schema));
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
        var lent = lend(owners);
        work.run();
        takeBack(lent);
    }

    /** Lets each owner create, and returns those who may only by this. */
    List<Owner> lend(Collection<Owner> owners) {
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
        return List.copyOf(lent);
    }

    private static boolean isRefused(Connection connection, Owner owner) throws SQLException {
        return !(owner.isInDatabase()
                        ? QueryRows.of(connection, MAY_NOT_CREATE_IN_DATABASE, owner.role())
                        : QueryRows.of(connection, MAY_NOT_CREATE, owner.role(), owner.schema()))
                .isEmpty();
    }

    /** False where it is not ours to lend: pg_restore then says what it was refused. */
    private boolean lend(Connection connection, Owner owner) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("GRANT " + owner.right(database) + " TO " + Sql.identifier(owner.role()));
            return true;
        } catch (SQLException e) {
            if (NO_RIGHT.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Ends what {@link #lend} began. */
    void takeBack(Collection<Owner> lent) {
        if (lent.isEmpty()) {
            return;
        }
        try (var connection = Connections.open(server, database);
                var statement = connection.createStatement()) {
            for (var owner : lent) {
                statement.execute("REVOKE " + owner.right(database) + " FROM " + Sql.identifier(owner.role()));
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
