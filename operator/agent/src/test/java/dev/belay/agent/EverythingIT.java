package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.Dumps;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.postgres.Sql;
import dev.belay.agent.postgres.ThrowawayPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a database holds, and whatever it is called, comes back. */
class EverythingIT {
    private static ThrowawayPostgres postgres;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        postgres = ThrowawayPostgres.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void oneOfEverything() throws Exception {
        postgres.createDatabase("everything");
        postgres.execute("postgres", "CREATE ROLE \"Some \"\"Role\"\"\"");
        Dumps.run(postgres, "everything", EverythingIT.class.getResourceAsStream("fixture/everything.sql"));
        var shop = Shop.onFolder(folder, postgres, "everything");
        shop.backup();
        shop.belay("backup", "verify").exits(0);
        shop.belay("backup", "restore", "--into", "everything back").exits(0);
        assertThat(Dumps.of(postgres, "everything back"))
                .hasSizeGreaterThan(1000)
                .isEqualTo(Dumps.of(postgres, "everything"));
        var several = shop.belay("backup", "restore", "--into", "everything by three", "-j", "3")
                .exits(0);
        assertThat(several.err()).doesNotContain("warning");
        // Rows of one table lie in any order then.
        assertThat(Dumps.of(postgres, "everything by three").stream().sorted())
                .containsExactlyElementsOf(
                        Dumps.of(postgres, "everything").stream().sorted().toList());
        var tables = shop.belay("backup", "show").json().path("tables");
        assertThat(tables.findValuesAsText("name"))
                .contains("customers", "sales_eu_old", "passing", "no_columns", "car")
                .doesNotContain("sales", "far", "frozen");
    }

    /** Names that look like options, connection strings, SQL and what a shell would take apart. */
    private static final List<String> NAMES = List.of(
            "it's \"quoted\" \\ %41 $HOME `id`",
            "--help",
            "-d postgres",
            "a=b host=nowhere",
            "postgresql://x:y@z/q?a=b",
            "UPPER lower",
            "Größe 名 🐘",
            " lead and trail ",
            "tab\tand;semi--colon",
            "service=belay",
            "0123456789012345678901234567890123456789012345678901234567890ab");

    private static final List<String> DATABASES = NAMES.subList(0, 7);

    @Test
    void anyName() throws Exception {
        for (var name : NAMES) {
            postgres.execute("postgres", "CREATE ROLE " + Sql.identifier(name));
        }
        for (var database : DATABASES) {
            postgres.createDatabase(database);
            var sql = new StringBuilder();
            for (var name : NAMES) {
                var n = Sql.identifier(name);
                sql.append("CREATE SCHEMA " + n + " AUTHORIZATION " + n + ";")
                        .append("CREATE TABLE " + n + "." + n + " (" + n + " int PRIMARY KEY, v text);")
                        .append("ALTER TABLE " + n + "." + n + " OWNER TO " + n + ";")
                        .append("INSERT INTO " + n + "." + n + " SELECT g, " + "md5(g::text) FROM generate_series(1, "
                                + (1 + NAMES.indexOf(name)) + ") g;");
            }
            postgres.execute(database, sql.toString());
        }
        var shop = Shop.onFolder(folder, postgres, "x");
        var policy = folder.resolve("policy.yaml");
        Files.writeString(policy, Files.readString(policy).replace("name: 'x'", "names: ['*']"));
        var saved = shop.belay("backup", "create").exits(0).json().path("backups");
        assertThat(saved.findValuesAsText("database")).containsAll(DATABASES);
        for (var database : saved) {
            var name = database.path("database").asText();
            if (DATABASES.contains(name)) {
                // By id: a name that is one of our own options would be taken for that.
                var into = name + " 2";
                shop.belay("backup", "restore", database.path("id").asText(), "--into=" + into)
                        .exits(0);
                assertThat(Dumps.of(postgres, into))
                        .as(name)
                        .hasSizeGreaterThan(100)
                        .isEqualTo(Dumps.of(postgres, name));
            }
        }
    }

    /** Its head is longer than is kept in memory: the rows stay unknown, the backup is as good as any. */
    @Test
    void aFunctionLongerThanTheHeadThatIsKept() throws Exception {
        postgres.createDatabase("long");
        postgres.execute(
                "long",
                "CREATE TABLE t AS SELECT g FROM generate_series(1, 7) g",
                "DO $$ BEGIN EXECUTE 'CREATE FUNCTION f() RETURNS text LANGUAGE sql AS ' || quote_literal('SELECT '"
                        + " || quote_literal(repeat('0123456789abcdef', 900000))); END $$");
        var shop = Shop.onFolder(folder, postgres, "long");
        shop.backup();
        shop.belay("backup", "verify").exits(0);
        var listed = shop.belay("backup", "list").exits(0).json().get(0);
        assertThat(listed.has("rows")).isFalse();
        shop.belay("backup", "restore", "--into", "long back").exits(0);
        postgres.execute("long back", "DO $$ BEGIN ASSERT length(f()) = 14400000; END $$");
    }
}
