package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.sql.SQLException;
import java.util.List;

/**
 * What a server says of how one of its databases was made. A dump's contents say it too, where they can be read.
 *
 * @param owner its role
 * @param definition encoding and locale, as {@link DatabaseDefinition#of} takes them
 */
public record DatabaseOrigin(String owner, String definition) {
    /** By way of JSON, because no two versions have the same columns. */
    private static final String QUERY = """
            SELECT pg_get_userbyid(d.datdba), pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,
                   coalesce(to_jsonb(d)->>'datlocprovider', 'c'),
                   coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale', ''),
                   coalesce(to_jsonb(d)->>'daticurules', '')
            FROM pg_database d WHERE d.datname = ?
            """;

    /**
     * Asks it, in one short connection.
     *
     * @throws AgentException {@link Reason#DatabaseUnreachable}, also where there is no such database any more
     */
    public static DatabaseOrigin of(Server server, String database) {
        try (var connection = Connections.openMaintenance(server)) {
            return QueryRows.of(connection, QUERY, database).stream()
                    .findFirst()
                    .map(row -> new DatabaseOrigin(row.getFirst(), definition(row)))
                    .orElseThrow(() -> new SQLException("there is no database " + database + " any more"));
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.DatabaseUnreachable);
        }
    }

    private static String definition(List<String> row) {
        var always = " WITH TEMPLATE = template0" + option("ENCODING", row.get(1)) + option("LC_COLLATE", row.get(2))
                + option("LC_CTYPE", row.get(3));
        return switch (row.get(4)) {
            case "i" ->
                always + " LOCALE_PROVIDER = icu" + option("ICU_LOCALE", row.get(5)) + option("ICU_RULES", row.get(6));
            case "b" -> always + " LOCALE_PROVIDER = builtin" + option("BUILTIN_LOCALE", row.get(5));
            default -> always;
        };
    }

    private static String option(String name, String value) {
        return value.isEmpty() ? "" : " " + name + " = '" + value.replace("'", "''") + "'";
    }
}
