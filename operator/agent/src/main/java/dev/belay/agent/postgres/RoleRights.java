package dev.belay.agent.postgres;

import dev.belay.agent.failure.Reason;
import java.sql.SQLException;

/**
 * What our role may do with the databases of its server.
 *
 * @param role its name
 * @param createsDatabases whether it may create one
 * @param owner of the database in question; empty if there is no such database
 * @param superuserOwns whether its owner is a superuser
 * @param owns whether it owns that database, or is a member of the role that does
 */
public record RoleRights(String role, boolean createsDatabases, String owner, boolean superuserOwns, boolean owns) {
    private static final String QUERY = """
            SELECT r.rolname, r.rolsuper OR r.rolcreatedb, coalesce(pg_get_userbyid(d.datdba), ''),
                   coalesce(o.rolsuper, false), coalesce(pg_has_role(d.datdba, 'USAGE'), false)
            FROM pg_roles r LEFT JOIN pg_database d ON d.datname = ? LEFT JOIN pg_roles o ON o.oid = d.datdba
            WHERE r.rolname = current_user
            """;

    /** Asks the server, in one short connection. */
    public static RoleRights of(Server server, String database) {
        try (var connection = Connections.openMaintenance(server);
                var statement = connection.prepareStatement(QUERY)) {
            statement.setString(1, database);
            try (var row = statement.executeQuery()) {
                row.next();
                return new RoleRights(
                        row.getString(1), row.getBoolean(2), row.getString(3), row.getBoolean(4), row.getBoolean(5));
            }
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.DatabaseUnreachable);
        }
    }

    /** What lets a role create databases. */
    public static String grantCreate(String role) {
        return "ALTER ROLE " + Sql.identifier(role) + " CREATEDB";
    }

    /**
     * What lets our role rename the database, which only who owns it may.
     *
     * @param database the one that was asked about
     */
    public String grantOwnership(String database) {
        return superuserOwns // whose rights are more than anybody should be granted
                ? "ALTER DATABASE " + Sql.identifier(database) + " OWNER TO " + Sql.identifier(role)
                : "GRANT " + Sql.identifier(owner) + " TO " + Sql.identifier(role);
    }
}
