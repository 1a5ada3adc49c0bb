package dev.belay.agent.postgres;

import dev.belay.agent.failure.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is connected to a database, and whose sessions our role may not end.
 *
 * @param role our own
 * @param roles whose sessions it may end once it is granted to
 * @param superusers whose sessions only a superuser may end
 */
public record ForeignSessions(String role, List<String> roles, List<String> superusers) {
    /** As {@code pg_terminate_backend} decides. */
    private static final String QUERY = """
            SELECT DISTINCT r.rolname, r.rolsuper
            FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid JOIN pg_roles we ON we.rolname = current_user
            WHERE a.datname = ? AND %s AND NOT we.rolsuper
              AND (r.rolsuper
                   OR NOT (pg_has_role(r.oid, 'USAGE') OR pg_has_role('pg_signal_backend'::name, 'USAGE')))
            ORDER BY r.rolname
            """.formatted(Databases.OF_CLIENTS);

    /** Asks the server, in one short connection. */
    public static ForeignSessions of(Server server, String database) {
        var roles = new ArrayList<String>();
        var superusers = new ArrayList<String>();
        try (var connection = Connections.openMaintenance(server);
                var statement = connection.prepareStatement(QUERY)) {
            statement.setString(1, database);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    (rows.getBoolean(2) ? superusers : roles).add(rows.getString(1));
                }
            }
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.DatabaseUnreachable);
        }
        return new ForeignSessions(server.user(), List.copyOf(roles), List.copyOf(superusers));
    }

    /** What lets our role end the sessions of every role but superusers. */
    public String grant() {
        return "GRANT pg_signal_backend TO " + Sql.identifier(role);
    }
}
