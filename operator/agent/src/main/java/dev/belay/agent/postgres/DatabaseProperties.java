package dev.belay.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What belongs to a database and lies outside it, so that no dump brings it back: owner, rights, connection limit,
 * comment and settings ({@code ALTER DATABASE … SET}). A database that takes another's place must have them, or its users stand
 * before a closed door.
 */
final class DatabaseProperties {
    private static final String RIGHTS = """
            SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                   a.privilege_type, a.is_grantable
            FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = ?
            """;
    private static final String SETTINGS = """
            SELECT s.setrole = 0, pg_get_userbyid(s.setrole), word FROM pg_db_role_setting s
            JOIN pg_database d ON d.oid = s.setdatabase CROSS JOIN unnest(s.setconfig) word WHERE d.datname = ?
            """;
    private static final String COMMENT = """
            SELECT quote_nullable(word) FROM pg_database d CROSS JOIN shobj_description(d.oid, 'pg_database') word
            WHERE d.datname = ?
            """;

    /** Words that can be read from here. Sent, they are bytes: as texts they may be none at all. */
    private static final String READABLE = """
            AND (word IS NULL OR pg_encoding_to_char(d.encoding) = getdatabaseencoding()
                 OR position(E'\\\\' IN encode(textsend(word), 'escape')) = 0)
            """;

    private static final String NO_RIGHT = "42501";

    /** Settings that are lists of names, each quoted by itself: PostgreSQL's GUC_LIST_QUOTE. */
    private static final Set<String> LISTS = Set.of(
            "search_path",
            "temp_tablespaces",
            "local_preload_libraries",
            "session_preload_libraries",
            "shared_preload_libraries",
            "unix_socket_directories");

    private final Connection connection;
    private final List<String> skipped = new ArrayList<>();

    DatabaseProperties(Connection connection) {
        this.connection = connection;
    }

    /**
     * Gives one database the properties of another, within a transaction.
     *
     * @return the statements for which our role has no right: somebody who has it must run them
     */
    List<String> copy(String from, String to) throws SQLException {
        var target = Sql.identifier(to);
        for (var row : rows("SELECT pg_get_userbyid(datdba), datconnlimit FROM pg_database WHERE datname = ?", from)) {
            execute("ALTER DATABASE " + target + " OWNER TO " + Sql.identifier(row.get(0)));
            execute("ALTER DATABASE " + target + " CONNECTION LIMIT " + row.get(1));
        }
        rights(from, target);
        settings(from, target, READABLE);
        comment(from, target, READABLE);
        return List.copyOf(skipped);
    }

    /** The same for its words alone, from a session within one of them: whatever their encoding, they can be read here. */
    List<String> copyWords(String from, String to) throws SQLException {
        settings(from, Sql.identifier(to), "");
        comment(from, Sql.identifier(to), "");
        return List.copyOf(skipped);
    }

    /** Unset rights are the defaults, which are written out: a restored database is closed to others until now. */
    private void rights(String from, String target) throws SQLException {
        for (var row :
                rows("SELECT datacl IS NULL, pg_get_userbyid(datdba) FROM pg_database WHERE datname = ?", from)) {
            execute(
                    row.get(0).startsWith("t")
                            ? "GRANT CONNECT, TEMPORARY ON DATABASE " + target + " TO PUBLIC"
                            : "REVOKE ALL ON DATABASE " + target + " FROM PUBLIC, " + Sql.identifier(row.get(1)));
        }
        for (var right : rows(RIGHTS, from)) {
            execute("GRANT " + right.get(1) + " ON DATABASE " + target + " TO " + right.get(0)
                    + (right.get(2).startsWith("t") ? " WITH GRANT OPTION" : ""));
        }
    }

    private void settings(String from, String target, String which) throws SQLException {
        for (var row : rows(SETTINGS + which, from)) {
            var equals = row.get(2).indexOf('=');
            var name = row.get(2).substring(0, equals);
            var value = Sql.literal(row.get(2).substring(equals + 1));
            var parts =
                    Arrays.stream(name.split("\\.", -1)).map(Sql::identifier).collect(Collectors.joining("."));
            var whose = row.get(0).startsWith("t")
                    ? "ALTER DATABASE " + target
                    : "ALTER ROLE " + Sql.identifier(row.get(1)) + " IN DATABASE " + target;
            var told = whose + " SET " + parts + " TO …"; // values may be secrets
            if (LISTS.contains(name.toLowerCase(Locale.ROOT))) {
                // By way of our own session: so the server takes the list apart, as it put it together.
                attempt("SELECT set_config(" + Sql.literal(name) + ", " + value + ", false)", told);
                attempt(whose + " SET " + parts + " FROM CURRENT", told);
                attempt("RESET " + parts, told);
            } else {
                attempt(whose + " SET " + parts + " TO " + value, told);
            }
        }
    }

    private void comment(String from, String target, String which) throws SQLException {
        for (var row : rows(COMMENT + which, from)) {
            execute("COMMENT ON DATABASE " + target + " IS " + row.get(0));
        }
    }

    private void execute(String sql) throws SQLException {
        attempt(sql, sql);
    }

    private void attempt(String sql, String told) throws SQLException {
        try {
            Attempt.run(connection, sql);
        } catch (SQLException e) {
            if (!NO_RIGHT.equals(e.getSQLState())) {
                throw e;
            }
            if (!skipped.contains(told)) {
                skipped.add(told);
            }
        }
    }

    private List<List<String>> rows(String query, String database) throws SQLException {
        return QueryRows.of(connection, query, database);
    }
}
