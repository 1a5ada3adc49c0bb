package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.fixture.SlowDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Some tables of a backup: which ones they are, and what does not come with them. */
class OnlyTableIT {
    @RegisterExtension
    static final ShopServer SERVER = ShopServer.empty();

    @TempDir
    Path folder;

    private Shop backup(String database) throws Exception {
        var shop = SERVER.shop(Files.createDirectory(folder.resolve(database)), database);
        shop.backup();
        return shop;
    }

    @Test
    void oneTableWithWhatMakesItWhole() throws Exception {
        SERVER.createDatabase("chosen");
        SERVER.execute(
                "chosen",
                "CREATE SCHEMA \"my shop\"",
                "CREATE TYPE \"my shop\".state AS ENUM ('new', 'paid')",
                "CREATE TABLE customers (id serial PRIMARY KEY)",
                "CREATE TABLE \"my shop\".orders (id serial PRIMARY KEY, customer int REFERENCES customers, state"
                        + " \"my shop\".state DEFAULT 'new', total int CHECK (total > 0))",
                "CREATE TABLE \"my shop\".lines (line int, \"of\" int REFERENCES \"my shop\".orders)",
                "CREATE INDEX by_total ON \"my shop\".orders (total)",
                "CREATE VIEW totals AS SELECT sum(total) FROM \"my shop\".orders",
                "CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER t BEFORE INSERT ON \"my shop\".orders FOR EACH ROW EXECUTE FUNCTION touched()",
                "CREATE TABLE measured (at date, n int) PARTITION BY RANGE (at)",
                "CREATE TABLE measured_2026 PARTITION OF measured FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                "INSERT INTO customers DEFAULT VALUES",
                "INSERT INTO \"my shop\".orders (customer, total) SELECT 1, g FROM generate_series(1, 9) g",
                "INSERT INTO measured VALUES ('2026-11-21', 1), ('2026-11-22', 2)");
        var shop = backup("chosen");
        var result = shop.belay(
                        "backup",
                        "restore",
                        "--into",
                        "a_part",
                        "--only-table",
                        "my shop.orders",
                        "--only-table",
                        "public.measured")
                .exits(0);
        assertThat(result.json().path("restore").path("rows").asInt()).isEqualTo(11);
        assertThat(result.err()).contains("left out").contains("customer_fkey").contains("VIEW public totals");
        SERVER.execute(
                "a_part",
                "INSERT INTO \"my shop\".orders (total) VALUES (10)",
                "INSERT INTO measured VALUES ('2026-11-23', 3)");
        try (var connection = SERVER.connect("a_part");
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT (SELECT max(id) FROM \"my shop\".orders), (SELECT string_agg(relname, ' ' ORDER BY relname)"
                                + " FROM pg_class WHERE relnamespace IN ('\"my shop\"'::regnamespace, 'public'::regnamespace)),"
                                + " (SELECT count(*) FROM pg_trigger WHERE tgname = 't')")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(10);
            assertThat(row.getString(2)).isEqualTo("by_total measured measured_2026 orders orders_id_seq orders_pkey");
            assertThat(row.getInt(3)).isEqualTo(1);
        }
        assertThat(shop.belay("backup", "restore", "--into", "x", "--only-table", "public.orders")
                        .exits(2)
                        .err())
                .contains("no table public.orders; the nearest of its 5: \"my shop\".orders, ")
                .contains("public.customers");
        shop.belay("backup", "restore", "--into", "another_part", "--only-table", "public.measured", "-j", "2")
                .exits(0);
    }

    /** Names whose blanks and dots make them look alike, wherever they stand side by side. */
    @Test
    void aNameIsTakenForNoOther() throws Exception {
        SERVER.createDatabase("alike");
        SERVER.execute(
                "alike",
                "CREATE SCHEMA my",
                "CREATE SCHEMA \"my shop\"",
                "CREATE SCHEMA a",
                "CREATE SCHEMA \"a.b\"",
                "CREATE SCHEMA \"My Schema\"",
                "CREATE TABLE my.\"shop orders\" AS SELECT 'other' AS is_it",
                "CREATE TABLE \"my shop\".orders AS SELECT 'blank' AS is_it",
                "CREATE TABLE a.\"b.c\" AS SELECT 'later dot' AS is_it",
                "CREATE TABLE \"a.b\".c AS SELECT 'earlier dot' AS is_it",
                "CREATE TABLE \"My Schema\".\"T.1\" AS SELECT 'quoted' AS is_it",
                "CREATE TABLE \"My Schema\".\"say \"\"x\"\"\" AS SELECT 'quotes' AS is_it",
                "CREATE TABLE public.plain AS SELECT 'plain' AS is_it");
        var shop = backup("alike");
        assertThat(only(shop, "blank", "my shop.orders")).containsExactly("blank");
        assertThat(only(shop, "other", "my.shop orders")).containsExactly("other");
        assertThat(only(shop, "dots", "\"a.b\".c")).containsExactly("earlier dot");
        assertThat(only(shop, "later", "a.\"b.c\"")).containsExactly("later dot");
        assertThat(only(shop, "quoted", "\"My Schema\".\"T.1\"")).containsExactly("quoted");
        assertThat(only(shop, "unquoted", "My Schema.T.1")).containsExactly("quoted");
        assertThat(only(shop, "quotes", "\"My Schema\".\"say \"\"x\"\"\"")).containsExactly("quotes");
        assertThat(only(shop, "folded", "PUBLIC.Plain")).containsExactly("plain");
        assertThat(only(shop, "both", "public.plain", "my shop.orders")).containsExactly("blank", "plain");

        assertThat(refused(shop, "a.b.c"))
                .contains("--only-table: a.b.c can be a.\"b.c\", \"a.b\".c: write it with the quotes");
        assertThat(refused(shop, "public.plane")).contains("the nearest of its 7: public.plain, ");
        assertThat(refused(shop, "orders")).contains("the nearest of its 7: \"my shop\".orders, ");
        assertThat(refused(shop, "\"PUBLIC\".plain")).contains("no table \"PUBLIC\".plain");
    }

    @Test
    void whatDoesNotComeIsTold() throws Exception {
        SERVER.createDatabase("family");
        SERVER.execute(
                "family",
                "CREATE TABLE parent (a int)",
                "CREATE TABLE child (b int) INHERITS (parent)",
                "CREATE TABLE pictures (name text, picture oid)",
                "INSERT INTO parent VALUES (1)",
                "INSERT INTO child VALUES (2, 3)",
                "INSERT INTO pictures VALUES ('one', lo_from_bytea(0, 'x'))");
        var shop = backup("family");
        var parent = shop.belay("backup", "restore", "--into", "a_parent", "--only-table", "public.parent")
                .exits(0);
        assertThat(parent.json().path("restore").path("rows").asInt()).isEqualTo(1);
        assertThat(parent.err())
                .contains("left out")
                .contains("TABLE public child")
                .doesNotContain("large objects");
        var child = shop.belay("backup", "restore", "--into", "a_child", "--only-table", "public.child")
                .exits(0);
        assertThat(child.json().path("restore").path("rows").asInt()).isEqualTo(1);
        assertThat(SlowDatabase.query(SERVER.postgres(), "a_child", "SELECT count(*)::text FROM parent"))
                .containsExactly("1");
        var pictures = shop.belay("backup", "restore", "--into", "a_picture", "--only-table", "public.pictures")
                .exits(0);
        assertThat(pictures.err())
                .contains("large objects do not come with single tables")
                .contains("public.pictures.picture");
        assertThat(SlowDatabase.query(
                        SERVER.postgres(), "a_picture", "SELECT count(*)::text FROM pg_largeobject_metadata"))
                .containsExactly("0");
    }

    /** The parent's keys lead to all of its partitions: neither they nor those that were not asked for come. */
    @Test
    void onePartitionOfATableWithKeys() throws Exception {
        SERVER.createDatabase("keys");
        SERVER.execute(
                "keys",
                "CREATE TABLE t (a int, b int, PRIMARY KEY (a, b), UNIQUE (b, a)) PARTITION BY LIST (a)",
                "CREATE INDEX by_b ON t (b)",
                "CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)",
                "CREATE TABLE t2 PARTITION OF t FOR VALUES IN (2) PARTITION BY RANGE (b)",
                "CREATE TABLE t2_low PARTITION OF t2 FOR VALUES FROM (0) TO (100)",
                "CREATE TABLE t2_high PARTITION OF t2 FOR VALUES FROM (100) TO (1000)",
                "CREATE TABLE refers (a int, b int, FOREIGN KEY (a, b) REFERENCES t)",
                "INSERT INTO t SELECT 1 + g % 2, g FROM generate_series(1, 500) g",
                "INSERT INTO refers SELECT a, b FROM t");
        var shop = backup("keys");
        assertThat(relations(shop, "the_first", "public.t1")).contains("t1 250").doesNotContain("t2_low");
        assertThat(relations(shop, "the_second", "public.t2"))
                .contains("t2_low 50", "t2_high 200")
                .doesNotContain("t1 ");
        assertThat(relations(shop, "a_leaf", "public.t2_high"))
                .contains("t2_high 200")
                .doesNotContain("t1 ", "t2_low");
        assertThat(relations(shop, "with_its_reference", "public.t", "public.refers"))
                .contains("t1 250", "t2_low 50", "t2_high 200", "refers 500");
        assertThat(
                        SlowDatabase.query(
                                SERVER.postgres(),
                                "with_its_reference",
                                "SELECT count(*)::text FROM pg_index i JOIN pg_inherits h ON inhrelid = indexrelid WHERE indisvalid"))
                .as("indexes of partitions that are attached")
                .containsExactly("12");
        assertThat(SlowDatabase.query(
                        SERVER.postgres(),
                        "with_its_reference",
                        "SELECT conname FROM pg_constraint WHERE conname = 'refers_a_b_fkey'"))
                .hasSize(1);
    }

    /** Its rows belong to the other partitions, too, where the hash of an enum decides: nobody can bring them without. */
    @Test
    void onePartitionByTheHashOfAnEnum() throws Exception {
        SERVER.createDatabase("hashed");
        var values = IntStream.range(0, 60).mapToObj(i -> "'v" + i + "'").collect(Collectors.joining(", "));
        SERVER.execute(
                "hashed",
                "CREATE TYPE en AS ENUM (" + values + ")",
                "CREATE TABLE plain (e en) PARTITION BY HASH (e)",
                "CREATE TABLE plain_0 PARTITION OF plain FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                "CREATE TABLE plain_1 PARTITION OF plain FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
                "CREATE TABLE arrays (e en[]) PARTITION BY HASH (e)",
                "CREATE TABLE arrays_0 PARTITION OF arrays FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                "CREATE TABLE arrays_1 PARTITION OF arrays FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
                "INSERT INTO plain SELECT unnest(enum_range(NULL::en))",
                "INSERT INTO arrays SELECT ARRAY[unnest(enum_range(NULL::en))]");
        var shop = backup("hashed");
        for (var table : List.of("plain", "arrays")) {
            assertThat(shop.belay("backup", "restore", "--into", "one", "--only-table", "public." + table + "_0")
                            .exits(1)
                            .err())
                    .contains("COPY failed for table public." + table + "_0")
                    .contains("ask for the whole table instead of one of its partitions");
            restore(shop, "all of " + table, "public." + table);
        }
    }

    /** Tables with the rows that they have themselves. */
    private static String relations(Shop shop, String into, String... tables) throws Exception {
        restore(shop, into, tables);
        return String.join(
                "; ",
                SlowDatabase.query(
                        SERVER.postgres(),
                        into,
                        "SELECT relname || ' ' || (xpath('/row/c/text()', query_to_xml('SELECT count(*) AS c FROM ONLY '"
                                + " || oid::regclass, false, true, '')))[1] FROM pg_class"
                                + " WHERE relkind IN ('r', 'p') AND oid >= 16384"));
    }

    private static void restore(Shop shop, String into, String... tables) throws Exception {
        var arguments = new ArrayList<>(List.of("backup", "restore", "--into", into));
        for (var table : tables) {
            arguments.addAll(List.of("--only-table", table));
        }
        shop.belay(arguments.toArray(String[]::new)).exits(0);
    }

    private static List<String> only(Shop shop, String into, String... tables) throws Exception {
        restore(shop, into, tables);
        var each = SlowDatabase.query(
                SERVER.postgres(),
                into,
                "SELECT string_agg('SELECT is_it FROM ' || oid::regclass, ' UNION ') FROM pg_class"
                        + " WHERE relkind = 'r' AND oid >= 16384");
        return SlowDatabase.query(SERVER.postgres(), into, each.getFirst() + " ORDER BY 1");
    }

    private static String refused(Shop shop, String table) throws Exception {
        return shop.belay("backup", "restore", "--into", "x", "--only-table", table)
                .exits(2)
                .err();
    }
}
