package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.encryption.AesKeyset;
import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.S3Server;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** There and back: what is restored is what was backed up. */
class RoundTripIT {
    @RegisterExtension
    static final ShopServer SERVER = new ShopServer();

    @RegisterExtension
    static final S3Server S3 = new S3Server();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBackupComesBackWhole(boolean s3) throws Exception {
        var shop = s3 ? Shop.onS3(folder, SERVER.postgres(), "shop", S3, "round-trip") : SERVER.shop(folder);
        // An empty folder holds no backups; one that is not there is a volume that nobody mounted.
        Files.createDirectories(folder.resolve("repository"));
        assertThat(shop.belay("backup", "list").exits(0).json()).isEmpty();
        var id = shop.backup();
        assertThat(shop.belay("backup", "list").exits(0).json())
                .singleElement()
                .satisfies(b -> assertThat(b.path("id").asText()).isEqualTo(id));
        var rows = shop.belay("backup", "show").exits(0).json().path("tables");
        assertThat(rows).hasSize(7).anySatisfy(t -> {
            assertThat(t.path("name").asText()).isEqualTo("Odd Näme; DROP");
            assertThat(t.path("rows").asInt()).isEqualTo(30);
        });
        assertThat(shop.belay("backup", "verify").exits(0).json().path("opened").asBoolean())
                .isTrue();
        var into = "back from " + (s3 ? "s3" : "a folder");
        var restored =
                shop.belay("backup", "restore", "--into", into).exits(0).json().path("restore");
        assertThat(restored.path("rows").asInt()).isEqualTo(200 + 5000 + 30 + 3 + 2);
        assertThat(SERVER.content(into)).isEqualTo(SERVER.content("shop"));
    }

    @Test
    void debiansOwnProgramsOpenABackup() throws Exception {
        var shop = SERVER.shop(folder);
        var data = shop.backup(shop.backup()).resolve("data");
        SERVER.createDatabase("by_hand");
        var script = "age -d -i '" + shop.secretFile("shop-age", "identity") + "' '" + data
                + "' | zstd -dc | pg_restore --exit-on-error -d by_hand";
        var builder = new ProcessBuilder("bash", "-c", "set -euo pipefail; " + script).inheritIO();
        builder.environment().put("PGHOST", SERVER.postgres().host());
        builder.environment().put("PGPORT", Integer.toString(SERVER.postgres().port()));
        builder.environment().put("PGUSER", SERVER.postgres().user());
        builder.environment().put("PGPASSWORD", SERVER.postgres().password());
        assertThat(builder.start().waitFor()).isZero();
        assertThat(SERVER.content("by_hand")).isEqualTo(SERVER.content("shop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's \"quoted\" \\ %41", "-d postgres", "ÜBER größe", "Mixed Case ", "a=b;c&d?e#f/g+h"})
    void anyNameGoesThereAndBack(String name) throws Exception {
        SERVER.createDatabase(name);
        SERVER.execute(name, "CREATE TABLE t AS SELECT g FROM generate_series(1, 7) g");
        var shop = SERVER.shop(folder, name);
        shop.backup();
        shop.belay("backup", "restore", "--into=" + name).exits(3);
        shop.belay("backup", "restore", "--into=" + name, "--swap").exits(0);
        assertThat(SERVER.databases()).contains(name).anyMatch(kept -> kept.startsWith(name + "_before_"));
    }

    @Test
    void aSwapKeepsWhatBelongsToTheDatabase() throws Exception {
        SERVER.createDatabase("kept");
        SERVER.execute(
                "kept",
                "CREATE ROLE \"shop Owner\"",
                "CREATE TABLE t AS SELECT 1 AS a",
                "ALTER DATABASE kept OWNER TO \"shop Owner\"",
                "ALTER DATABASE kept CONNECTION LIMIT 17",
                "REVOKE CONNECT ON DATABASE kept FROM PUBLIC",
                "GRANT CONNECT ON DATABASE kept TO pg_monitor WITH GRANT OPTION",
                "ALTER DATABASE kept SET search_path TO public, \"My Schema\"",
                "ALTER DATABASE kept SET datestyle TO 'German, DMY'", // which our own connection would not stand
                "ALTER DATABASE kept SET client_encoding TO 'latin1'",
                "ALTER DATABASE kept SET belay.note TO 'it''s'",
                "ALTER ROLE \"shop Owner\" IN DATABASE kept SET work_mem TO '7MB'");
        var shop = SERVER.shop(folder, "kept");
        shop.backup();
        var before = properties("kept");
        try (var session = SERVER.connect("kept")) {
            assertThat(session.isValid(5)).isTrue();
            shop.belay("backup", "restore", "--into", "kept", "--swap", "--terminate-connections")
                    .exits(0);
        }
        assertThat(properties("kept")).isEqualTo(before);
    }

    private static String properties(String database) throws Exception {
        var query =
                "SELECT pg_get_userbyid(datdba), datconnlimit, (SELECT array_agg(a ORDER BY a::text) FROM unnest(datacl) a),"
                        + " (SELECT array_agg((setrole, setconfig)::text ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid)"
                        + " FROM pg_database d WHERE datname = '" + database + "'";
        try (var connection = SERVER.connect("postgres");
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1) + row.getString(2) + row.getString(3) + row.getString(4);
        }
    }

    @Test
    void restoresFromAFileWithoutTheRepository() throws Exception {
        var shop = SERVER.shop(folder);
        var data = shop.backup(shop.backup()).resolve("data");
        var elsewhere = Files.createDirectories(folder.resolve("usb"));
        Files.copy(data, elsewhere.resolve("data"));
        var unproven = shop.belay(
                "backup", "restore", "--file", elsewhere.resolve("data").toString(), "--into", "from_data_alone");
        assertThat(unproven.exits(0).err()).contains("there is no manifest.json beside");
        Files.copy(data.resolveSibling("manifest.json"), elsewhere.resolve("manifest.json"));
        shop.belay("backup", "restore", "--file", elsewhere.resolve("data").toString(), "--into", "from_file")
                .exits(0);
    }

    @Test
    void aDumpSeveralTimesItsMemoryPassesThrough() throws Exception {
        SERVER.createDatabase("large");
        SERVER.execute(
                "large",
                "CREATE TABLE t AS SELECT g AS id, repeat(md5(g::text) || md5(random()::text), 16) AS x"
                        + " FROM generate_series(1, 280000) g");
        var shop = SERVER.shop(folder, "large"); // the agent has 64 MiB of heap
        var backup = shop.belay("backup", "create").exits(0).json().path("backup");
        assertThat(backup.path("plainBytes").asLong()).isGreaterThan(4 * (64L << 20));
        assertThat(backup.path("rows").asLong()).isEqualTo(280_000);
        shop.belay("backup", "restore", "--into", "large_back").exits(0);
        SERVER.execute("postgres", "DROP DATABASE large_back");

        shop.encryptBy("aes256: {keyset: {secretName: shop-keyset}}");
        shop.secret("shop-keyset", "keyset", AesKeyset.generate().secret());
        var identity = shop.secretFile("shop-age", "identity").toString();
        shop.belay("backup", "rewrap", "--all", "--identity", identity).exits(0);
        assertThat(shop.belay("backup", "verify").exits(0).json().path("opened").asBoolean())
                .isTrue();
    }

    @Test
    void twoRunsAtOnceDoNotHurtEachOther() throws Exception {
        var shop = SERVER.shop(folder);
        var runs = List.of(1, 2, 3);
        var results = runs.parallelStream()
                .map(run -> {
                    try {
                        return Agent.run(shop.arguments("backup", "create", "--tier", "daily"));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
        assertThat(results).allSatisfy(r -> r.exits(0));
        assertThat(shop.belay("backup", "list").json()).hasSize(3);
    }
}
