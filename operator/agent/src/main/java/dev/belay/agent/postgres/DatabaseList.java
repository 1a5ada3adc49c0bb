package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.api.policy.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The databases that a policy means. */
public final class DatabaseList {
    /** With their comments, and without those that take no connections: nobody can have written to them, and no dump could read them. */
    private static final String QUERY =
            "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database"
                    + " WHERE datallowconn AND NOT datistemplate ORDER BY datname";

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
                if (!isOfARestore(rows.getString(1), rows.getString(2))) {
                    names.add(rows.getString(1));
                }
            }
            return List.copyOf(names);
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.DatabaseUnreachable);
        }
    }

    /** One that a restore fills, or has left half filled: a copy of what is saved already, and gone at any moment. */
    private static boolean isOfARestore(String name, String comment) {
        return name.startsWith(ScratchDatabase.PREFIX)
                && LeftoverComment.parse(comment).isPresent();
    }
}
