package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One policy, several databases: each is a backup of its own. */
class SeveralDatabasesIT {
    @RegisterExtension
    static final ShopServer SERVER = new ShopServer();

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        SERVER.createDatabase("Zweite *");
        SERVER.execute("Zweite *", "CREATE TABLE t AS SELECT g FROM generate_series(1, 7) g");
        SERVER.createDatabase("closed");
        SERVER.createDatabase("a_template");
        SERVER.execute(
                "postgres",
                "ALTER DATABASE closed ALLOW_CONNECTIONS false",
                "ALTER DATABASE a_template IS_TEMPLATE true");
    }

    private Shop shop(String names) throws Exception {
        var shop = SERVER.shop(folder);
        var policy = folder.resolve("policy.yaml");
        Files.writeString(policy, Files.readString(policy).replace("name: 'shop'", "names: " + names));
        return shop;
    }

    @Test
    void whatARestoreIsFillingIsNoneOfThem() throws Exception {
        SERVER.createDatabase("belay_restore_half");
        SERVER.createDatabase("belay_restore_by_name_only");
        SERVER.execute(
                "postgres",
                "COMMENT ON DATABASE belay_restore_half IS"
                        + " '{\"belay\":\"restore\",\"backup\":\"b\",\"startedAt\":\"2999-01-01T00:00:00Z\"}'",
                "COMMENT ON DATABASE belay_restore_by_name_only IS 'ours'");
        try {
            assertThat(shop("['*']")
                            .belay("backup", "create", "--tier", "daily")
                            .exits(0)
                            .json()
                            .path("backups")
                            .findValuesAsText("database"))
                    .contains("belay_restore_by_name_only", "shop")
                    .doesNotContain("belay_restore_half");
        } finally {
            SERVER.execute("postgres", "DROP DATABASE belay_restore_half", "DROP DATABASE belay_restore_by_name_only");
        }
    }

    @Test
    void allOfAServer() throws Exception {
        var shop = shop("['*']");
        var report = folder.resolve("report");
        var created = shop.belay("backup", "create", "--tier", "daily", "--report", report.toString())
                .exits(0)
                .json();
        assertThat(created.path("backups").findValuesAsText("database"))
                .containsExactlyInAnyOrder("shop", "Zweite *", "postgres");
        assertThat(created.path("backup")).isEqualTo(created.path("backups").get(0));
        var written = new ObjectMapper().readTree(Files.readString(report));
        assertThat(written.path("databases").path("saved").asInt()).isEqualTo(3);
        assertThat(written.path("databases").path("backups").findValuesAsText("id"))
                .isEqualTo(created.path("backups").findValuesAsText("id"));
        assertThat(shop.belay("backup", "list").exits(0).json().findValuesAsText("database"))
                .containsExactlyInAnyOrder("shop", "Zweite *", "postgres");
        assertThat(shop.belay("backup", "list", "--database", "shop").exits(0).json())
                .hasSize(1);
        var unnamed = shop.belay("backup", "restore", "--into", "x").exits(2);
        assertThat(unnamed.reason()).isEqualTo("PolicyInvalid");
        assertThat(unnamed.err()).contains("--database").contains("shop").contains("Zweite *");
        shop.belay("backup", "verify", "--database", "Zweite *").exits(0);
        shop.belay("backup", "restore", "latest", "--database", "shop", "--into", "back")
                .exits(0);
        assertThat(SERVER.content("back")).isEqualTo(SERVER.content("shop"));
        var drill = shop.belay("drill").exits(0).json().path("drill");
        assertThat(drill.path("rows").asInt()).isEqualTo(5235 + 7);
        assertThat(shop.belay("drill", "--database", "Zweite *")
                        .exits(0)
                        .json()
                        .path("drill")
                        .path("rows")
                        .asInt())
                .isEqualTo(7);
        SERVER.execute("postgres", "DROP DATABASE back");
    }

    @Test
    void statusMissesADatabaseThatWasNeverSaved() throws Exception {
        var shop = shop("['*']");
        shop.belay("backup", "create", "--tier", "daily").exits(0);
        assertThat(backedUp(shop.belay("status").exits(0)).path("status").asText())
                .isEqualTo("True");
        SERVER.createDatabase("fresh");
        try {
            var missed = backedUp(shop.belay("status").exits(1));
            assertThat(missed.path("reason").asText()).isEqualTo("DatabaseNeverSaved");
            assertThat(missed.path("message").asText()).contains("no good backup yet of fresh.");
        } finally {
            SERVER.execute("postgres", "DROP DATABASE fresh");
        }
        shop.writePolicyFor(1);
        var unknown = backedUp(shop.belay("status").exits(0));
        assertThat(unknown.path("status").asText()).isEqualTo("Unknown");
        assertThat(unknown.path("message").asText()).contains("127.0.0.1:1");
    }

    private static JsonNode backedUp(Agent.Result status) throws IOException {
        return StreamSupport.stream(status.json().path("conditions").spliterator(), false)
                .filter(c -> c.path("type").asText().equals("BackedUp"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneThatFailsStopsNoOther() throws Exception {
        var shop = shop("[shop, not there, 'Zweite *']");
        var result = shop.belay("backup", "create", "--tier", "daily").exits(1);
        var created = result.json();
        assertThat(created.path("ok").asBoolean(true)).isFalse();
        assertThat(created.path("backups").findValuesAsText("database")).containsExactly("shop", "Zweite *");
        assertThat(created.path("databases").path("failed").asInt()).isEqualTo(1);
        assertThat(created.path("error").path("message").asText())
                .contains("1 of 3")
                .contains("not there: pg_dump");
        assertThat(shop.belay("backup", "list").json()).hasSize(2);
        assertThat(shop.belay("backup", "create", "--database", "shop")
                        .exits(0)
                        .json()
                        .path("backups"))
                .hasSize(1);
        assertThat(shop.belay("backup", "create", "--database", "x").exits(2).err())
                .contains("it has shop, not there, Zweite *");
    }

    @Test
    void aMigrationIsOfOneOfThem() throws Exception {
        var shop = shop("[shop, 'Zweite *']");
        var marker = folder.resolve("ran");
        assertThat(shop.belay("migrate", "--", "touch", marker.toString())
                        .exits(2)
                        .err())
                .contains("--database NAME");
        assertThat(marker).doesNotExist();
        var failed = shop.belay("migrate", "--database", "Zweite *", "--", "false")
                .exits(1)
                .json();
        assertThat(failed.path("restoreCommand").asText()).contains("--into 'Zweite *'");
        assertThat(shop.belay("backup", "list").json().findValuesAsText("database"))
                .containsExactly("Zweite *");
        shop.belay("migrate", "--database", "shop", "--max-backup-age", "1h", "--", "touch", marker.toString())
                .exits(0);
        assertThat(shop.belay("backup", "list").json().findValuesAsText("database"))
                .containsExactlyInAnyOrder("shop", "Zweite *");
    }
}
