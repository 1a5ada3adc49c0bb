package dev.belay.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One of the things that lie outside of a database and belong to it, for a database of any name: what an archive tells
 * of it is taken apart and written anew here.
 */
public sealed interface DatabaseProperty {

    /** How many sessions it takes; -1 for any number. */
    record ConnectionLimit(int sessions) implements DatabaseProperty {
        @Override
        public String statement(String database) {
            return "ALTER DATABASE " + Sql.identifier(database) + " CONNECTION LIMIT " + sessions;
        }
    }

    /** What people wrote of it. */
    record Comment(String text) implements DatabaseProperty {
        @Override
        public String statement(String database) {
            return "COMMENT ON DATABASE " + Sql.identifier(database) + " IS " + Sql.literal(text);
        }
    }

    /**
     * A setting of all its sessions, or of a role's in it.
     *
     * @param role empty for everybody's
     * @param values one, or those of a list
     */
    record Setting(String role, String name, List<String> values) implements DatabaseProperty {
        /** Not the style of dates: the driver wants its own. */
        private static final Set<String> MEANING = Set.of("search_path", "timezone");

        @Override
        public String statement(String database) {
            return to(database, literals());
        }

        /** Values may be secrets. */
        @Override
        public String told(String database) {
            return to(database, "…");
        }

        private boolean isOfMeaning() {
            return role.isEmpty() && (name.contains(".") || MEANING.contains(name.toLowerCase(Locale.ROOT)));
        }

        private String sessionStatement() {
            return "SET " + Sql.identifier(name) + " TO " + literals();
        }

        private String literals() {
            return values.stream().map(Sql::literal).collect(Collectors.joining(", "));
        }

        private String to(String database, String value) {
            var whose = role.isEmpty()
                    ? "ALTER DATABASE " + Sql.identifier(database)
                    : "ALTER ROLE " + Sql.identifier(role) + " IN DATABASE " + Sql.identifier(database);
            return whose + " SET " + Sql.identifier(name) + " TO " + value;
        }
    }

    /**
     * Rights that somebody has, or has not.
     *
     * @param kinds such as {@code CONNECT}
     * @param role empty for everybody
     * @param grantable whether who has them may give them to others
     */
    record Rights(boolean granted, List<String> kinds, String role, boolean grantable) implements DatabaseProperty {
        @Override
        public String statement(String database) {
            return (granted ? "GRANT " : "REVOKE ") + String.join(", ", kinds) + " ON DATABASE "
                    + Sql.identifier(database)
                    + (granted ? " TO " : " FROM ") + (role.isEmpty() ? "PUBLIC" : Sql.identifier(role))
                    + (grantable ? " WITH GRANT OPTION" : "");
        }
    }

    /**
     * Lets a session have, for its duration, those of everybody's settings that decide what a statement means. What
     * limits a statement, or wants a session of its own, is left out; what the server refuses is told where it is given.
     */
    static void hold(Connection connection, List<DatabaseProperty> properties) throws SQLException {
        for (var property : properties) {
            if (property instanceof Setting setting && setting.isOfMeaning()) {
                try (var statement = connection.createStatement()) {
                    statement.execute(setting.sessionStatement());
                } catch (SQLException e) {
                    if (connection.isClosed()) {
                        throw e;
                    }
                }
            }
        }
    }

    /** Gives them to a database within a transaction, and returns what the server refused, with its words. */
    static List<String> give(Connection connection, String database, List<DatabaseProperty> properties) {
        var refused = new ArrayList<String>();
        for (var property : properties) {
            try {
                Attempt.run(connection, property.statement(database));
            } catch (SQLException e) {
                refused.add(property.told(database) + " (" + e.getMessage() + ")");
            }
        }
        return List.copyOf(refused);
    }

    /** The SQL that gives it to a database. */
    String statement(String database);

    /** The same for people. */
    default String told(String database) {
        return statement(database);
    }
}
