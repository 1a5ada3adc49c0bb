package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.api.policy.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The databases that a policy means. */
public final class DatabaseList {
    /** Without those that take no connections: nobody can have written to them, and no dump could read them. */
    private static final String QUERY =
            "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname";

    private DatabaseList() {}

    /**
     * Their names, in the order of the policy; where it says all, as the server has them now.
     *
     * @throws AgentException {@link Reason#DatabaseUnreachable}, {@link Reason#DatabaseAuthFailed}
     */
    public static List<String> of(Database database, Server server) {
        if (!database.isAll()) {
            return database.written();
        }
        try (var connection = Connections.openMaintenance(server);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(QUERY)) {
            var names = new ArrayList<String>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return List.copyOf(names);
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.DatabaseUnreachable);
        }
    }
}
