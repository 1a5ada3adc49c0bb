package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.fixture.SlowDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which a backup can be asked for, and brought back. */
class RestoreWaysIT {
    @RegisterExtension
    static final ShopServer SERVER = new ShopServer();

    @TempDir
    Path folder;

    private Shop shop;
    private String id;
    private Path data;

    @BeforeEach
    void backup() throws Exception {
        shop = SERVER.shop(folder);
        id = shop.backup();
        data = shop.backup(id).resolve("data");
    }

    @Test
    void overSeveralConnections() throws Exception {
        var scratch = Files.createDirectory(folder.resolve("scratch"));
        var result = shop.belay("backup", "restore", "--into", "over_two", "-j", "2", "--scratch", scratch.toString())
                .exits(0);
        assertThat(result.err()).contains("restoring over 2 connections");
        assertThat(scratch).isEmptyDirectory();
        assertThat(SERVER.content("over_two")).isEqualTo(SERVER.content("shop"));
        assertThat(SlowDatabase.query(
                        SERVER.postgres(),
                        "SELECT setconfig::text FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase"
                                + " WHERE datname = 'over_two'"))
                .isEmpty();
        shop.belay("backup", "restore", "--into", "x", "-j", "0").exits(2);
        assertThat(shop.belay("backup", "restore", "--into", "x", "-j2", "--scratch", "/nowhere")
                        .exits(1)
                        .err())
                .contains("name another: --scratch");
    }

    @Test
    void definitionsAlone() throws Exception {
        var restored = shop.belay("backup", "restore", "--into", "definitions", "--schema-only")
                .exits(0)
                .json()
                .path("restore");
        assertThat(restored.path("rows").asInt(-1)).isZero();
        assertThat(restored.path("tables").asInt()).isEqualTo(7);
        SERVER.execute("definitions", "INSERT INTO parent SELECT 1 / (1 - count(*)) FROM customers");
    }

    /** People are told what was compared with what, and of no comparison that nobody made. */
    @Test
    void whatWasCompared() throws Exception {
        var lone = folder.resolve("lone.age");
        Files.copy(data, lone);
        assertThat(told("--into", "a")).contains(": 5235 rows in 7 tables, as the manifest has them (");
        assertThat(told("--into", "b", "--schema-only")).contains(": 7 tables without rows (");
        assertThat(told("--into", "c", "--file", lone.toString()))
                .contains(": 5235 rows in 7 tables, as the file itself has them (");
    }

    private String told(String... options) throws Exception {
        var arguments = shop.arguments(Stream.concat(Stream.of("backup", "restore"), Stream.of(options))
                .toArray(String[]::new));
        return Agent.run(arguments.subList(0, arguments.size() - 2)).exits(0).out();
    }

    @Test
    void whatSomebodyBroughtByHand() throws Exception {
        var brought = Files.createDirectory(folder.resolve("usb"));
        var lone = brought.resolve("shop of monday.age");
        Files.copy(data, lone);
        var first = shop.belay("backup", "restore", "--file", lone.toString(), "--into", "lone")
                .exits(0);
        assertThat(first.err()).contains("there is no manifest.json beside");
        assertThat(first.json().path("restore").path("rows").asInt()).isEqualTo(5235);
        assertThat(SERVER.content("lone")).isEqualTo(SERVER.content("shop"));

        Files.copy(data.resolveSibling("manifest.json"), brought.resolve("manifest.json"));
        var named = shop.belay("backup", "restore", "--file", lone.toString(), "--into", "named")
                .exits(0);
        assertThat(named.json().path("restore").path("backupId").asText()).isEqualTo(id);
        assertThat(named.err()).doesNotContain("no manifest");
        Files.move(lone, brought.resolve("data"));
        shop.belay("backup", "restore", "--file", brought.toString(), "--into", "by_folder")
                .exits(0);
        shop.belay(
                        "backup",
                        "restore",
                        "--file",
                        brought.resolve("manifest.json").toString(),
                        "--into",
                        "by_manifest")
                .exits(0);
        assertThat(SERVER.content("by_manifest")).isEqualTo(SERVER.content("shop"));
    }

    @Test
    void whatIsNoWholeBackupOfOurs() throws Exception {
        var brought = Files.createDirectory(folder.resolve("usb"));
        var lone = brought.resolve("half.age");
        var bytes = Files.readAllBytes(data);
        Files.write(lone, Arrays.copyOf(bytes, bytes.length - 1000));
        assertThat(shop.belay("backup", "restore", "--file", lone.toString(), "--into", "half")
                        .exits(1)
                        .reason())
                .isEqualTo("RepositoryCorrupt");
        Files.write(lone, "PGDMP is how an archive of pg_dump's begins".getBytes(StandardCharsets.UTF_8));
        assertThat(shop.belay("backup", "restore", "--file", lone.toString(), "--into", "half")
                        .exits(1)
                        .err())
                .contains("pg_restore -d NAME");
        bytes[3] ^= 1; // and it is no longer seen that it was age's
        Files.write(lone, bytes);
        assertThat(shop.belay("backup", "restore", "--file", lone.toString(), "--into", "half")
                        .exits(1)
                        .err())
                .contains("begins as no backup does: its beginning is damaged")
                .doesNotContain("keyset.secretName");
        assertThat(shop.belay("backup", "restore", "--file", brought + "/none", "--into", "half")
                        .exits(1)
                        .reason())
                .isEqualTo("BackupNotFound");
        assertThat(SERVER.databases()).doesNotContain("half");
    }

    @Test
    void theNewestBeforeAMoment() throws Exception {
        var started =
                shop.belay("backup", "list").json().get(0).path("startedAt").asText();
        assertThat(shop.backup()).isNotEqualTo(id);
        assertThat(shop.belay("backup", "restore", "--before", started, "--into", "earlier")
                        .exits(0)
                        .json()
                        .path("restore")
                        .path("backupId")
                        .asText())
                .isEqualTo(id);
        assertThat(shop.belay("backup", "restore", "--before", "2001-01-01T00:00:00+01:00", "--into", "x")
                        .exits(1)
                        .reason())
                .isEqualTo("BackupNotFound");
        assertThat(shop.belay("backup", "restore", "--before", "yesterday", "--into", "x")
                        .exits(2)
                        .err())
                .contains("is not a time with its zone");
    }

    /** As docs and doctor ask for: no superuser, and a member of the role that owns database and tables. */
    @Test
    void aMemberOfTheOwnersRole() throws Exception {
        SERVER.execute(
                "postgres",
                "CREATE ROLE notes LOGIN PASSWORD 'notes'",
                "CREATE DATABASE notes OWNER notes",
                "CREATE ROLE keeper LOGIN CREATEDB PASSWORD 'keeper'",
                "GRANT notes TO keeper");
        SERVER.execute("notes", "SET ROLE notes", "CREATE TABLE note AS SELECT generate_series(1, 100) AS id");
        var shop = Shop.onFolder(Files.createDirectories(folder.resolve("notes")), SERVER.postgres(), "notes");
        shop.credentials("keeper", "keeper");
        shop.backup();
        shop.belay("backup", "restore", "--into", "notes_back").exits(0);
        shop.belay("backup", "restore", "--into", "notes_by_two", "-j", "2").exits(0);
        shop.belay("backup", "restore", "--into", "notes", "--swap").exits(0);
        for (var database : List.of("notes_back", "notes_by_two", "notes")) {
            assertThat(SlowDatabase.query(
                            SERVER.postgres(),
                            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '" + database + "'"))
                    .containsExactly("notes");
        }
    }

    /** What a superuser has dumped comes back for whoever may create databases: extensions, comments, a public schema. */
    @Test
    void aRoleThatMayOnlyCreateDatabases() throws Exception {
        SERVER.execute(
                "shop",
                "CREATE EXTENSION pg_trgm",
                "COMMENT ON SCHEMA public IS 'ours'",
                "GRANT CREATE ON SCHEMA public TO PUBLIC",
                "CREATE INDEX ON customers USING gin (name gin_trgm_ops)");
        try {
            shop.backup();
            SERVER.execute("postgres", "CREATE ROLE modest LOGIN CREATEDB PASSWORD 'modest'");
            shop.credentials("modest", "modest");
            shop.belay("backup", "restore", "--into", "modestly", "--no-owner").exits(0);
            shop.belay("backup", "restore", "--into", "modestly_by_two", "--no-owner", "-j", "2")
                    .exits(0);
            assertThat(SERVER.content("modestly")).isEqualTo(SERVER.content("shop"));
            assertThat(SERVER.content("modestly_by_two")).isEqualTo(SERVER.content("shop"));

            SERVER.execute("shop", "CREATE EXTENSION pageinspect");
            shop.credentials(SERVER.postgres().user(), SERVER.postgres().password());
            shop.backup();
            shop.credentials("modest", "modest");
            assertThat(shop.belay("backup", "restore", "--into", "immodest", "--no-owner")
                            .exits(1)
                            .err())
                    .contains("permission denied to create extension")
                    .contains("a superuser");
            assertThat(SERVER.databases()).doesNotContain("immodest");
        } finally {
            SERVER.execute("shop", "DROP EXTENSION IF EXISTS pageinspect", "DROP EXTENSION pg_trgm CASCADE");
        }
    }
}
