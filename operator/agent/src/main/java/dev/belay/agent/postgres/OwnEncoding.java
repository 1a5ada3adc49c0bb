package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of a database that lie outside of it, its comment and settings. The catalogs that hold them belong to all
 * databases and tell no encoding: words are read and written as the session's own database encodes them. Where that is
 * another one than the maintenance connection's, they are for a session within the database itself.
 */
final class OwnEncoding {
    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");
    private static final Set<String> NOT_SPELT_SO = Set.of("42704", "22P05"); // no such role, or no such letter

    private final Maintenance maintenance;
    private final boolean isAnother;

    /** @param database its name by now */
    OwnEncoding(Maintenance maintenance, String database) {
        this.maintenance = maintenance;
        isAnother = !maintenance
                .texts(
                        "SELECT datname FROM pg_database WHERE datname = ?"
                                + " AND pg_encoding_to_char(encoding) <> getdatabaseencoding()",
                        database)
                .isEmpty();
    }

    /** Whether words beyond ASCII are to be left to {@link #give} or {@link #copy}. */
    boolean isAnother() {
        return isAnother;
    }

    /** Those of the properties that the maintenance connection can give. */
    List<DatabaseProperty> legibleHere(List<DatabaseProperty> properties) {
        return properties.stream().filter(this::isLegibleHere).toList();
    }

    /** Gives a database the others, and returns statements that were refused, with the server's words. */
    List<String> give(String database, List<DatabaseProperty> properties) {
        var others = properties.stream().filter(p -> !isLegibleHere(p)).toList();
        return others.isEmpty()
                ? List.of()
                : within(database, connection -> DatabaseProperty.give(connection, name(connection), others));
    }

    /**
     * Makes a role the owner of a database. Its name is as the dump has it, in the database's own encoding, or else as the
     * server's other databases have it.
     *
     * @throws SQLException if our role may not, or there is none of that name
     */
    void giveTo(String database, String role) throws SQLException {
        var statement = "ALTER DATABASE " + Sql.identifier(database) + " OWNER TO " + Sql.identifier(role);
        if (!isAnother || ASCII.matcher(role).matches() || !isRunWithin(database, statement)) {
            maintenance.execute(statement);
        }
    }

    /** False where nobody is called so in there. */
    private boolean isRunWithin(String database, String sql) throws SQLException {
        try (var connection = Connections.open(maintenance.server(), database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
            return true;
        } catch (SQLException e) {
            if (NOT_SPELT_SO.contains(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private boolean isLegibleHere(DatabaseProperty property) {
        return !isAnother || ASCII.matcher(property.statement("")).matches();
    }

    /** Gives a database the words of another, and returns statements for which our role had no right. */
    List<String> copy(String from, String database) {
        return within(database, connection -> {
            var skipped = new ArrayList<String>();
            for (var oid : maintenance.texts("SELECT oid::text FROM pg_database WHERE datname = ?", from)) {
                for (var name : QueryRows.of(connection, "SELECT datname FROM pg_database WHERE oid = ?::oid", oid)) {
                    skipped.addAll(new DatabaseProperties(connection).copyWords(name.getFirst(), name(connection)));
                }
            }
            return skipped;
        });
    }

    private interface Work {
        List<String> on(Connection connection) throws SQLException;
    }

    private List<String> within(String database, Work work) {
        try (var connection = Connections.open(maintenance.server(), database)) {
            connection.setAutoCommit(false);
            var refused = work.on(connection);
            connection.commit();
            return refused;
        } catch (SQLException e) {
            return List.of(unread(ServerWords.failure(maintenance.server(), e, Reason.RestoreFailed)));
        } catch (AgentException e) {
            return List.of(unread(e));
        }
    }

    private static String unread(AgentException e) {
        return "comment and settings that are not in ASCII (" + e.text() + ")";
    }

    /** As it reads in here. */
    private static String name(Connection connection) throws SQLException {
        return QueryRows.of(connection, "SELECT current_database()").getFirst().getFirst();
    }
}
