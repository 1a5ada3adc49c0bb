package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.Dumps;
import dev.belay.agent.fixture.Schema;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.fixture.SlowDatabase;
import dev.belay.agent.postgres.Sql;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Rows that come back over connections of our own: all of them, as they were, in any encoding, or none at all. */
class RestoredRowsIT {
    @RegisterExtension
    static final ShopServer SERVER = ShopServer.empty();

    @TempDir
    Path folder;

    /** Rows of one table land in any order where several connections bring them. */
    private static List<String> sorted(String database) throws Exception {
        return Dumps.of(SERVER.postgres(), database).stream().sorted().toList();
    }

    @Test
    void whatCopyTripsOver() throws Exception {
        SERVER.postgres().createDatabase("odd");
        SERVER.execute(
                "odd",
                "CREATE TABLE odd (id int, t text)",
                """
                INSERT INTO odd SELECT g, v FROM generate_series(1, 9000) g, unnest(ARRAY[NULL, '', '\\N', '\\.', E'\\n',
                  E'a\\nb\\r\\nc\\td', E'\\\\.\\n', '\\\\', 'ünï 名 🐘', E'\\b\\f\\v', 'end\\']) v
                """,
                "CREATE TABLE long_rows (id int, t text)",
                "INSERT INTO long_rows SELECT g, repeat(md5(g::text) || E'\\n', 300 * g) FROM generate_series(1, 100, 7) g",
                "INSERT INTO long_rows VALUES (0, repeat('0123456789abcde' || E'\\t', 2600000))",
                "CREATE TABLE no_columns ()",
                "INSERT INTO no_columns SELECT FROM generate_series(1, 300000)",
                "CREATE TABLE empty (a int, b text)",
                "CREATE TABLE generated (a int, b int GENERATED ALWAYS AS (a * 2) STORED, gone int, c text)",
                "ALTER TABLE generated DROP COLUMN gone",
                "INSERT INTO generated (a, c) SELECT g, 'x' FROM generate_series(1, 1000) g",
                "CREATE TABLE parts (k int, t text) PARTITION BY HASH (k)",
                "CREATE TABLE part_0 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                "CREATE TABLE part_1 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
                "INSERT INTO parts SELECT g, md5(g::text) FROM generate_series(1, 20000) g",
                "SELECT lo_from_bytea(0, decode(repeat(md5(g::text), 100 * (g % 50)), 'hex')) FROM generate_series(1, 500) g",
                "SELECT lo_from_bytea(77, decode(repeat('00ff0a5c', 500000), 'hex'))");
        var shop = SERVER.shop(folder, "odd");
        shop.backup();
        var before = sorted("odd");
        for (var jobs : List.of("1", "4")) {
            shop.belay("backup", "restore", "--into", "odd by " + jobs, "-j", jobs)
                    .exits(0);
            assertThat(sorted("odd by " + jobs)).isEqualTo(before);
            SERVER.execute("postgres", "DROP DATABASE \"odd by " + jobs + "\"");
        }
    }

    @Test
    void allOfThemFrozen() throws Exception {
        SERVER.postgres().createDatabase("cold");
        SERVER.execute(
                "cold",
                "CREATE TABLE cold (id int PRIMARY KEY, t text)",
                "INSERT INTO cold SELECT g, repeat('x', 200) FROM generate_series(1, 50000) g",
                "CREATE TABLE parts (k int, t text) PARTITION BY LIST (k)",
                "CREATE TABLE \"part 1\" PARTITION OF parts FOR VALUES IN (1)",
                "INSERT INTO parts SELECT 1, 'x' FROM generate_series(1, 1000)");
        var shop = SERVER.shop(folder, "cold");
        shop.backup();
        for (var jobs : List.of("1", "3")) {
            var back = "cold_" + jobs;
            shop.belay("backup", "restore", "--into", back, "-j", jobs).exits(0);
            SERVER.execute(back, "CREATE EXTENSION pg_visibility");
            for (var table : List.of("cold", "\"part 1\"")) {
                try (var connection = SERVER.postgres().connect(back);
                        var statement = connection.createStatement();
                        var row = statement.executeQuery("SELECT all_frozen, pg_relation_size('" + table
                                + "') / current_setting('block_size')::int FROM pg_visibility_map_summary('" + table
                                + "')")) {
                    row.next();
                    assertThat(row.getLong(1))
                            .as("pages of %s with -j %s", table, jobs)
                            .isPositive()
                            .isEqualTo(row.getLong(2));
                }
            }
        }
    }

    /** An enum's values have other hashes in another database: pg_dump sends all rows by the topmost parent. */
    @Test
    void partitionsByTheHashOfAnEnum() throws Exception {
        SERVER.postgres().createDatabase("hashed");
        SERVER.execute(
                "hashed",
                "CREATE TYPE en AS ENUM ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')",
                "CREATE TABLE \"my t\" (e en, v int) PARTITION BY HASH (e)",
                "CREATE TABLE t0 PARTITION OF \"my t\" FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                "CREATE TABLE t1 PARTITION OF \"my t\" FOR VALUES WITH (MODULUS 2, REMAINDER 1) PARTITION BY HASH (e)",
                "CREATE TABLE \"t1 0\" PARTITION OF t1 FOR VALUES WITH (MODULUS 4, REMAINDER 1)",
                "CREATE TABLE \"t1 1\" PARTITION OF t1 FOR VALUES WITH (MODULUS 4, REMAINDER 3)",
                "INSERT INTO \"my t\" SELECT e, g FROM unnest(enum_range(NULL::en)) e, generate_series(1, 10000) g",
                "CREATE TABLE plain AS SELECT 1 AS a");
        var shop = SERVER.shop(folder, "hashed");
        shop.backup();
        var differ = 0;
        for (var jobs : List.of("1", "3", "1", "3")) {
            shop.belay("backup", "restore", "--into", "hashed back", "-j", jobs).exits(0);
            var rows = "SELECT e || ' ' || count(*) || ' ' || sum(v) FROM \"my t\" GROUP BY e ORDER BY e";
            assertThat(SlowDatabase.query(SERVER.postgres(), "hashed back", rows))
                    .isEqualTo(SlowDatabase.query(SERVER.postgres(), "hashed", rows));
            var each =
                    "SELECT tableoid::regclass || ' ' || count(*) FROM \"my t\" GROUP BY tableoid::regclass ORDER BY 1";
            if (!SlowDatabase.query(SERVER.postgres(), "hashed back", each)
                    .equals(SlowDatabase.query(SERVER.postgres(), "hashed", each))) {
                differ++;
            }
            SERVER.execute("postgres", "DROP DATABASE \"hashed back\"");
        }
        assertThat(differ).as("restores whose rows lie otherwise").isPositive();
        shop.belay("drill").exits(0);
    }

    /** The same holds for these, and pg_dump does nothing about it: a plain pg_restore cannot bring them back. */
    @Test
    void partitionsByTheHashOfWhatHoldsAnEnum() throws Exception {
        SERVER.createDatabase("holding");
        var keys = Map.of("an array", "en[]", "a_row", "pair", "a_range", "span", "by\"expression", "en[]");
        SERVER.execute(
                "holding",
                "CREATE TYPE en AS ENUM ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n')",
                "CREATE TYPE pair AS (e en, n int)",
                "CREATE TYPE span AS RANGE (subtype = en)");
        for (var table : keys.keySet()) {
            var name = Sql.identifier(table);
            var part = Sql.identifier(table + " part");
            SERVER.execute(
                    "holding",
                    "CREATE TABLE " + name + " (v int, dropped int, e " + keys.get(table)
                            + ", g int GENERATED ALWAYS AS" + " (v + 1) STORED) PARTITION BY HASH "
                            + (table.startsWith("by") ? "((e || e))" : "(e)"),
                    "ALTER TABLE " + name + " DROP COLUMN dropped",
                    "CREATE TABLE p0 PARTITION OF " + name + " FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                    "ALTER TABLE p0 RENAME TO " + Sql.identifier(table + " 0"),
                    "CREATE TABLE " + part + " PARTITION OF " + name
                            + " FOR VALUES WITH (MODULUS 2, REMAINDER 1) PARTITION BY RANGE (v)",
                    "CREATE TABLE p1 PARTITION OF " + part + " DEFAULT",
                    "ALTER TABLE p1 RENAME TO " + Sql.identifier(table + " 1"));
        }
        SERVER.execute(
                "holding",
                "INSERT INTO \"an array\" SELECT g, ARRAY[e] FROM unnest(enum_range(NULL::en)) e, generate_series(1, 500) g",
                "INSERT INTO a_row SELECT g, (e, g)::pair FROM unnest(enum_range(NULL::en)) e, generate_series(1, 500) g",
                "INSERT INTO a_range SELECT g, span(e, e, '[]') FROM unnest(enum_range(NULL::en)) e, generate_series(1, 500) g",
                "INSERT INTO \"by\"\"expression\" SELECT v, e FROM \"an array\"");
        var shop = SERVER.shop(folder, "holding");
        shop.backup();
        for (var jobs : List.of("1", "3")) {
            shop.belay("backup", "restore", "--into", "holding " + jobs, "-j", jobs)
                    .exits(0);
            for (var table : keys.keySet()) {
                var rows = "SELECT t::text FROM " + Sql.identifier(table) + " t ORDER BY v, e";
                assertThat(SlowDatabase.query(SERVER.postgres(), "holding " + jobs, rows))
                        .as(table)
                        .hasSize(7000)
                        .isEqualTo(SlowDatabase.query(SERVER.postgres(), "holding", rows));
            }
        }
    }

    /** A dump has the names of what these refer to, and that has other OIDs in another database; there is no enum here. */
    @Test
    void partitionsByTheHashOfAnOid() throws Exception {
        SERVER.createDatabase("numbered");
        var keys = Map.of("of_class", "regclass", "of_type", "regtype", "of_row", "pair", "of_array", "regclass[]");
        SERVER.execute("numbered", "CREATE TYPE pair AS (t regtype, n int)");
        for (var i = 0; i < 16; i++) {
            SERVER.execute("numbered", "CREATE TABLE named_" + i + " (a int)");
        }
        for (var table : keys.keySet()) {
            SERVER.execute(
                    "numbered",
                    "CREATE TABLE " + table + " (k " + keys.get(table) + ", v int) PARTITION BY HASH (k)",
                    "CREATE TABLE " + table + "_0 PARTITION OF " + table + " FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                    "CREATE TABLE " + table + "_1 PARTITION OF " + table + " FOR VALUES WITH (MODULUS 2, REMAINDER 1)");
        }
        var named = " FROM pg_class c, generate_series(1, 100) g WHERE c.relname LIKE 'named%'";
        SERVER.execute(
                "numbered",
                "INSERT INTO of_class SELECT c.oid, g" + named,
                "INSERT INTO of_type SELECT c.reltype, g" + named,
                "INSERT INTO of_row SELECT (c.reltype, g)::pair, g" + named,
                "INSERT INTO of_array SELECT ARRAY[c.oid::regclass], g" + named);
        var shop = SERVER.shop(folder, "numbered");
        shop.backup();
        for (var jobs : List.of("1", "3")) {
            shop.belay("backup", "restore", "--into", "numbered " + jobs, "-j", jobs)
                    .exits(0);
            for (var table : keys.keySet()) {
                var rows = "SELECT k::text || ' ' || v FROM " + table + " ORDER BY 1";
                assertThat(SlowDatabase.query(SERVER.postgres(), "numbered " + jobs, rows))
                        .as(table)
                        .hasSize(1600)
                        .isEqualTo(SlowDatabase.query(SERVER.postgres(), "numbered", rows));
            }
        }
        shop.belay("drill").exits(0);
    }

    /** A definition that is longer than what is kept of one. */
    @Test
    void rowsThatNobodyCounted() throws Exception {
        SERVER.postgres().createDatabase("uncounted");
        SERVER.execute(
                "uncounted",
                "CREATE TABLE t AS SELECT 1 AS a",
                "DO $$ BEGIN EXECUTE 'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS '"
                        + " || quote_literal('BEGIN RETURN 1; END --' || repeat('x', 40000000)); END $$");
        var shop = SERVER.shop(folder, "uncounted");
        assertThat(text(shop, "backup", "create"))
                .contains("tables whose rows are unknown")
                .doesNotContain("0 rows");
        assertThat(text(shop, "backup", "restore", "--into", "uncounted back"))
                .contains("no rows were compared")
                .doesNotContain("0 rows");
        assertThat(SlowDatabase.query(SERVER.postgres(), "uncounted back", "SELECT a::text FROM t"))
                .containsExactly("1");
        assertThat(text(shop, "drill")).contains("no rows were compared").doesNotContain("0 rows");
    }

    private static String text(Shop shop, String... arguments) throws Exception {
        return Agent.run(shop.arguments(arguments).stream()
                        .map(word -> word.equals("json") ? "text" : word)
                        .toList())
                .exits(0)
                .out();
    }

    @Test
    void otherEncodings() throws Exception {
        SERVER.execute(
                "postgres",
                "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'",
                "CREATE DATABASE bytes TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'");
        SERVER.execute(
                "latin",
                "CREATE TABLE t (a text)",
                "INSERT INTO t SELECT 'größe ' || g FROM generate_series(1, 30000) g",
                "CREATE TABLE \"größe\" (\"maß\" text)",
                "INSERT INTO \"größe\" VALUES ('ä')");
        SERVER.execute(
                "bytes",
                "CREATE TABLE t (a text)",
                "INSERT INTO t SELECT E'\\xe4\\xff no text at all ' || g FROM generate_series(1, 30000) g");
        for (var database : List.of("latin", "bytes")) {
            var shop = SERVER.shop(folder.resolve(database), database);
            shop.backup();
            shop.belay("backup", "restore", "--into", database + " back", "-j", "2")
                    .exits(0);
            assertThat(SlowDatabase.query(
                            SERVER.postgres(),
                            "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname LIKE '" + database
                                    + "%'"))
                    .hasSize(2)
                    .containsOnly(database.equals("latin") ? "LATIN1" : "SQL_ASCII");
            assertThat(sums(database + " back")).isEqualTo(sums(database));
        }
    }

    /** Of the bytes as they are: those of SQL_ASCII are no text for anybody. */
    private static List<String> sums(String database) throws Exception {
        try (var connection = SERVER.postgres().connect(database);
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT md5(string_agg(md5(a::bytea), '' ORDER BY md5(a::bytea))), count(*)::text FROM"
                                + " (SELECT convert_to(a, getdatabaseencoding()) AS a FROM t) t")) {
            row.next();
            return List.of(row.getString(1), row.getString(2));
        }
    }

    /** A check that holds no more: in the middle of the rows, with all connections at work. */
    @Test
    void aRowThatIsRefused() throws Exception {
        SERVER.postgres().createDatabase("strict");
        SERVER.execute(
                "strict",
                "CREATE FUNCTION fine(a int) RETURNS bool LANGUAGE sql AS 'SELECT true'",
                "CREATE DOMAIN checked AS int CHECK (fine(VALUE))",
                "CREATE TABLE rows (a checked, t text)",
                "INSERT INTO rows SELECT g, repeat('x', 300) FROM generate_series(1, 100000) g",
                "CREATE OR REPLACE FUNCTION fine(a int) RETURNS bool LANGUAGE sql AS 'SELECT a <> 50000'");
        var shop = SERVER.shop(folder, "strict");
        shop.backup();
        for (var jobs : List.of("1", "4")) {
            var failed = shop.belay("backup", "restore", "--into", "never", "-j", jobs)
                    .exits(1);
            assertThat(failed.reason()).isEqualTo("RestoreFailed");
            assertThat(failed.err())
                    .contains("COPY failed for table public.rows: ERROR: value for domain public.checked violates");
            assertThat(Schema.databases(SERVER.postgres()))
                    .doesNotContain("never")
                    .noneMatch(name -> name.startsWith("belay_restore"));
        }
    }

    /** A right that was taken away would be in the way of the rows, were it not the last thing to come back. */
    @Test
    void rightsComeBackBehindTheRows() throws Exception {
        SERVER.execute(
                "postgres",
                "CREATE ROLE keeper LOGIN CREATEDB PASSWORD 'keeper'",
                "CREATE DATABASE revoked OWNER keeper TEMPLATE template0");
        SERVER.execute(
                "revoked",
                "SET ROLE keeper",
                "CREATE TABLE closed AS SELECT generate_series(1, 5000) AS a",
                "REVOKE INSERT, UPDATE, TRUNCATE ON closed FROM keeper");
        var shop = SERVER.shop(folder, "revoked");
        shop.backup();
        shop.credentials("keeper", "keeper");
        shop.belay("backup", "restore", "--into", "revoked back", "-j", "2").exits(0);
        assertThat(Dumps.of(SERVER.postgres(), "revoked back")).isEqualTo(Dumps.of(SERVER.postgres(), "revoked"));
    }
}
