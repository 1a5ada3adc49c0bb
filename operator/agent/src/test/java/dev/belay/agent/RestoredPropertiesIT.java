package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.fixture.SlowDatabase;
import dev.belay.agent.postgres.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to a database and lies outside of it, where it comes back under another name. */
class RestoredPropertiesIT {
    private static final String HARD = "Ä \"q'uo\\te; DROP -- x";

    @RegisterExtension
    static final ShopServer SERVER = ShopServer.empty();

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        SERVER.execute(
                "postgres",
                "CREATE ROLE \"reader's \"\"1\"\"\"",
                "CREATE ROLE \"PUBLIC\"",
                "CREATE ROLE passing",
                "CREATE ROLE keeper LOGIN CREATEDB PASSWORD 'keeper'",
                "GRANT pg_read_all_data TO keeper");
    }

    @Test
    void allOfThemUnderTheNewName() throws Exception {
        var shop = prepared(HARD);
        var asItWas = properties(HARD);
        var result = shop.belay("backup", "restore", "--into", "the \"copy\"").exits(0);
        assertThat(result.err()).doesNotContain("was not given");
        assertThat(properties("the \"copy\"")).isEqualTo(asItWas).hasSize(13);
        assertThat(properties(HARD)).isEqualTo(asItWas);
        assertThat(SlowDatabase.query(SERVER.postgres(), "the \"copy\"", "SHOW search_path"))
                .containsExactly("\"a, \"\"b\"\"\", public");
        assertThat(SlowDatabase.query(SERVER.postgres(), "the \"copy\"", "SHOW app.secret"))
                .containsExactly("it's \\ \"x\"");

        shop.belay("backup", "restore", "--into", "not owned", "--no-owner").exits(0);
        assertThat(properties("not owned"))
                .contains("limit 7", "comment it's \"ours\" \\ $1; DROP")
                .anyMatch(line -> line.startsWith("everybody: app.secret="))
                .noneMatch(line -> line.contains("reader's"));
        assertThat(SlowDatabase.query(
                        SERVER.postgres(),
                        "SELECT datacl IS NULL OR has_database_privilege('passing', oid, 'CONNECT')"
                                + " FROM pg_database WHERE datname = 'not owned'"))
                .containsExactly("t");
    }

    /** Restored, drilled, swapped, and on migrate's way back. */
    @Test
    void textsOfAMebibyte() throws Exception {
        SERVER.createDatabase("long");
        SERVER.execute(
                "long",
                "CREATE TABLE t AS SELECT 1 AS id",
                "DO $$ BEGIN EXECUTE 'COMMENT ON DATABASE long IS ' || quote_literal(repeat(E'it''s \\\\ ', 150000)); END $$",
                "DO $$ BEGIN EXECUTE 'ALTER DATABASE long SET app.text TO ' || quote_literal(repeat($q$x'$q$, 600000)); END $$");
        var shop = SERVER.shop(folder, "long");
        shop.backup();
        var asItWas = properties("long");
        assertThat(asItWas).anyMatch(line -> line.length() > 1 << 20);
        var restored = shop.belay("backup", "restore", "--into", "long_copy").exits(0);
        assertThat(restored.err()).doesNotContain("warning");
        assertThat(properties("long_copy")).isEqualTo(asItWas);
        shop.belay("drill").exits(0);
        shop.belay("backup", "restore", "--into", "long_copy", "--swap", "--only-table", "public.t")
                .exits(0);
        assertThat(properties("long_copy")).isEqualTo(asItWas);
        var migrated = shop.belay("migrate", "--on-failure", "restore", "--", "false");
        assertThat(migrated.err()).doesNotContain("StackOverflow");
        assertThat(migrated.json().path("restore").path("rows").asInt()).isOne();
        assertThat(properties("long")).isEqualTo(asItWas);
    }

    /** The catalogs that all databases share keep words as the one encodes them from within which they were written. */
    @ParameterizedTest
    @ValueSource(strings = {"latin", "größe"})
    void wordsOfADatabaseInAnotherEncoding(String name) throws Exception {
        var database = Sql.identifier(name);
        SERVER.execute("postgres", "CREATE DATABASE " + database + " ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        SERVER.execute(
                name,
                "CREATE TABLE t AS SELECT 'ß'::text AS a",
                "DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), 'für \\ \"Ähnliches\"'); END $$",
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET app.word TO %L', current_database(), 'süß'); END $$",
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path TO public, schön', current_database()); END $$",
                "DO $$ BEGIN EXECUTE format('ALTER ROLE keeper IN DATABASE %I SET app.plain TO %L', current_database(), 'x'); END $$");
        var shop = SERVER.shop(Files.createDirectory(folder.resolve("latin")), name);
        shop.backup();
        var asItWas = words(name);
        assertThat(asItWas)
                .containsExactly(
                        "für \\ \"Ähnliches\"", "app.word=süß", "search_path=public, \"schön\"", "app.plain=x");
        var copy = "copy of " + name;
        var restored = shop.belay("backup", "restore", "--into", copy, "--readiness", "SELECT a FROM t")
                .exits(0);
        assertThat(restored.err()).doesNotContain("was not given");
        assertThat(words(copy)).isEqualTo(asItWas);
        var swapped = shop.belay("backup", "restore", "--into", name, "--swap").exits(0);
        assertThat(swapped.err()).doesNotContain("no right");
        assertThat(words(name)).isEqualTo(asItWas);
        shop.belay("drill").exits(0);
    }

    private static List<String> words(String database) throws SQLException {
        return SlowDatabase.query(SERVER.postgres(), database, """
                SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()
                UNION ALL (SELECT unnest(setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
                           WHERE datname = current_database() ORDER BY setrole, 1)
                """);
    }

    /** The rest comes all the same, and who was kept out stays out. */
    @Test
    void ofARoleThatIsMissing() throws Exception {
        var shop = prepared("left");
        SERVER.execute(
                "left",
                "CREATE ROLE \"gone role\"",
                "GRANT CONNECT ON DATABASE \"left\" TO \"gone role\"",
                "ALTER ROLE \"gone role\" IN DATABASE \"left\" SET app.secret TO 'never told'");
        shop.backup();
        SERVER.execute("left", "REVOKE CONNECT ON DATABASE \"left\" FROM \"gone role\"", "DROP ROLE \"gone role\"");
        var asItWas = properties("left");
        var result = shop.belay("backup", "restore", "--into", "left_copy").exits(0);
        assertThat(result.err())
                .contains("left_copy was not given what the original has: GRANT CONNECT ON DATABASE")
                .contains("role \"gone role\" does not exist")
                .contains("SET \"app.secret\" TO …")
                .doesNotContain("never told");
        assertThat(properties("left_copy")).isEqualTo(asItWas);
    }

    /** No superuser, whom a limit would not stop: the restore and its checks have gone in before. */
    @Test
    void whatKeepsEverybodyOutComesLast() throws Exception {
        SERVER.createDatabase("shut");
        SERVER.execute(
                "shut",
                "CREATE TABLE t AS SELECT generate_series(1, 5) AS id",
                "ALTER TABLE t OWNER TO keeper",
                "ALTER DATABASE shut OWNER TO keeper");
        var shop = SERVER.shop(folder, "shut");
        SERVER.execute(
                "shut", "REVOKE ALL ON DATABASE shut FROM PUBLIC, keeper", "ALTER DATABASE shut CONNECTION LIMIT 0");
        shop.backup();
        shop.credentials("keeper", "keeper");
        var restored = shop.belay(
                        "backup", "restore", "--into", "shut_copy", "--integrity", "SELECT count(*) = 5 FROM t")
                .exits(0);
        assertThat(restored.err()).doesNotContain("was not given");
        assertThat(properties("shut_copy")).isEqualTo(properties("shut")).contains("limit 0");
        assertThat(SlowDatabase.query(
                        SERVER.postgres(), "SELECT has_database_privilege('passing', 'shut_copy', 'CONNECT')::text"))
                .containsExactly("false");
    }

    /** They are asked as the application asks: in its schemas, by its settings. */
    @Test
    void checksHaveTheSettingsThatTheOriginalHas() throws Exception {
        SERVER.createDatabase("checked");
        SERVER.execute(
                "checked",
                "CREATE SCHEMA \"the app\"",
                "CREATE TABLE \"the app\".t AS SELECT date '2026-02-01' AS at",
                "ALTER DATABASE checked SET search_path TO 'the app', public",
                "ALTER DATABASE checked SET \"DateStyle\" TO 'German, DMY'",
                "ALTER DATABASE checked SET TimeZone TO 'Asia/Tokyo'",
                "ALTER DATABASE checked SET app.tenant TO 'it''s 7'",
                "ALTER DATABASE checked SET statement_timeout TO 1",
                "ALTER ROLE keeper IN DATABASE checked SET app.tenant TO '8'");
        var shop = SERVER.shop(folder, "checked");
        shop.writePolicy(
                "  drill: {schedule: \"0 4 * * 1\", readiness: [\"SELECT pg_sleep(0.1) FROM t\"],"
                        + " integrity: [\"SELECT at = '2026-02-01' FROM t\", \"SELECT current_setting('app.tenant') = 'it''s 7'\"]}");
        shop.backup();
        shop.belay("drill").exits(0);
        for (var swap : List.of("--no-swap-yet", "--swap")) {
            var arguments = new ArrayList<>(
                    List.of(
                            "backup",
                            "restore",
                            "--into",
                            "checked_copy",
                            "--readiness",
                            "SELECT pg_sleep(0.1) FROM t",
                            "--integrity",
                            "SELECT at = '2026-02-01' AND current_setting('TimeZone') = 'Asia/Tokyo' AND current_setting('app.tenant') = 'it''s 7' FROM t"));
            if (swap.equals("--swap")) {
                arguments.add(swap);
            }
            shop.belay(arguments.toArray(String[]::new)).exits(0);
        }
    }

    private Shop prepared(String name) throws Exception {
        var database = Sql.identifier(name);
        SERVER.execute("postgres", "CREATE DATABASE " + database);
        SERVER.execute(
                name,
                "CREATE TABLE t AS SELECT 1 AS id",
                "ALTER DATABASE " + database + " SET search_path TO 'a, \"b\"', public",
                "ALTER DATABASE " + database + " SET app.secret TO E'it\\'s \\\\ \"x\"'",
                "ALTER DATABASE " + database + " SET \"DateStyle\" TO 'German, DMY'",
                "ALTER DATABASE " + database + " SET temp_tablespaces TO ''",
                "ALTER ROLE \"reader's \"\"1\"\"\" IN DATABASE " + database + " SET work_mem TO '5MB'",
                "ALTER DATABASE " + database + " CONNECTION LIMIT 7",
                "COMMENT ON DATABASE " + database + " IS E'it\\'s \"ours\" \\\\ $1; DROP'",
                "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC",
                "GRANT TEMPORARY ON DATABASE " + database + " TO PUBLIC",
                "GRANT CREATE ON DATABASE " + database + " TO \"PUBLIC\"",
                "GRANT CONNECT ON DATABASE " + database + " TO \"reader's \"\"1\"\"\" WITH GRANT OPTION");
        var shop = SERVER.shop(folder, name);
        shop.backup();
        return shop;
    }

    /** As the catalog has them, but for the name. */
    private static List<String> properties(String name) throws SQLException {
        var its = "d.datname = '" + name.replace("'", "''") + "'";
        return SlowDatabase.query(SERVER.postgres(), """
                SELECT 'limit ' || datconnlimit FROM pg_database d WHERE %1$s
                UNION ALL SELECT 'comment ' || shobj_description(d.oid, 'pg_database') FROM pg_database d WHERE %1$s
                UNION ALL SELECT CASE setrole WHEN 0 THEN 'everybody' ELSE setrole::regrole::text END || ': ' || unnest(setconfig)
                          FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE %1$s
                UNION ALL SELECT CASE grantee WHEN 0 THEN 'everybody' ELSE grantee::regrole::text END || ' may ' || privilege_type
                                 || CASE WHEN is_grantable THEN ' and grant' ELSE '' END
                          FROM pg_database d, aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE %1$s
                ORDER BY 1
                """.formatted(its));
    }
}
