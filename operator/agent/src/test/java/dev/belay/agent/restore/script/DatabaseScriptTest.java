package dev.belay.agent.restore.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.archive.TocEntry;
import dev.belay.agent.postgres.DatabaseProperty;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseScriptTest {
    private static List<DatabaseProperty> read(String statements) {
        return script(statements).properties();
    }

    private static DatabaseScript script(String statements) {
        var entry = new TocEntry(
                1, false, "shop", "DATABASE PROPERTIES", TocEntry.Section.PRE_DATA, statements, "", "", "", List.of());
        return DatabaseScript.of(List.of(entry), true);
    }

    @Test
    void whatPgDumpWritesOfADatabase() {
        assertThat(read("""
                        ALTER DATABASE "a; b" CONNECTION LIMIT = 7;
                        ALTER DATABASE "a; b" SET search_path TO 'a, "b"', 'it''s';
                        ALTER ROLE "r ""1\""" IN DATABASE "a; b" SET "app.x" TO E'a\\\\b''c';
                        REVOKE CONNECT,TEMPORARY ON DATABASE "a; b" FROM PUBLIC;
                        SET SESSION AUTHORIZATION other;
                        GRANT CONNECT ON DATABASE "a; b" TO "PUBLIC" WITH GRANT OPTION;
                        RESET SESSION AUTHORIZATION;
                        COMMENT ON DATABASE "a; b" IS 'x; DROP DATABASE y;';
                        """))
                .containsExactly(
                        new DatabaseProperty.ConnectionLimit(7),
                        new DatabaseProperty.Setting("", "search_path", List.of("a, \"b\"", "it's")),
                        new DatabaseProperty.Setting("r \"1\"", "app.x", List.of("a\\b'c")),
                        new DatabaseProperty.Rights(false, List.of("CONNECT", "TEMPORARY"), "", false),
                        new DatabaseProperty.Rights(true, List.of("CONNECT"), "PUBLIC", true),
                        new DatabaseProperty.Comment("x; DROP DATABASE y;"));
    }

    /** It comes from the repository: whatever else it holds is not run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP DATABASE live;",
                "ALTER DATABASE shop OWNER TO mallory;",
                "ALTER DATABASE shop RENAME TO live;",
                "ALTER DATABASE shop IS_TEMPLATE = true;",
                "ALTER DATABASE shop CONNECTION LIMIT = seven;",
                "ALTER DATABASE shop CONNECTION LIMIT = 99999999999;",
                "ALTER ROLE mallory SUPERUSER;",
                "GRANT postgres TO mallory;",
                "GRANT SELECT ON TABLE t TO mallory;",
                "COMMENT ON ROLE postgres IS 'x';",
                "UPDATE pg_catalog.pg_database SET datfrozenxid = '1' WHERE datname = 'shop';",
                "GRANT CONNECT ON DATABASE",
                "GRANT;",
                "ALTER DATABASE;"
            })
    void whatIsNoPropertyOfIt(String statement) {
        assertThat(read(statement)).isEmpty();
        assertThat(script(statement).leftOut()).hasSize(1);
    }

    @Test
    void whatIsLeftOutIsToldWithoutItsTexts() {
        assertThat(script(
                                "ALTER DATABASE shop SET \"app.key\" TO 'secret' 'secret'; ALTER DATABASE shop X = $$secret$$;")
                        .leftOut())
                .containsExactly("ALTER DATABASE shop SET \"app.key\" TO …", "ALTER DATABASE shop X = …");
        assertThat(script("COMMENT ON DATABASE \"a\r\u001bb\" IS 'without an end")
                        .leftOut())
                .containsExactly("COMMENT ON DATABASE \"a  b\" IS …");
    }

    /** Of any length, and whatever it is made of. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "''", "\"", "\\\\", "\\'", "ä", "'' x "})
    void longTexts(String piece) {
        var text = "E'" + piece.repeat(1 << 20) + "'";
        assertThat(read("COMMENT ON DATABASE shop IS " + text + "; ALTER DATABASE \"" + "\"\"".repeat(1 << 20)
                        + "\" SET a TO " + text + ", " + text + ";"))
                .hasSize(2)
                .allSatisfy(
                        property -> assertThat(property.statement("x").length()).isGreaterThan(1 << 20));
    }

    /** Where it is said again, for another database, nothing of a text or name is taken for SQL. */
    @Test
    void theyAreWrittenAnew() {
        assertThat(read("ALTER DATABASE shop SET x TO E'\\\\'''; COMMENT ON DATABASE shop IS '\\''';").stream()
                        .map(property -> property.statement("a\"b")))
                .containsExactly(
                        "ALTER DATABASE \"a\"\"b\" SET \"x\" TO E'\\\\\\''",
                        "COMMENT ON DATABASE \"a\"\"b\" IS E'\\\\\\''");
    }
}
