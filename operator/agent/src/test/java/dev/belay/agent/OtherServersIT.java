package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.FutureServer;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.postgres.Connections;
import dev.belay.agent.postgres.Standby;
import dev.belay.agent.postgres.ThrowawayPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are not the ordinary one: of the future, and a standby. */
class OtherServersIT {
    @TempDir
    Path folder;

    @Test
    void aServerNewerThanTheToolsIsRefusedBeforeAnythingIsWritten() throws Exception {
        try (var postgres = ThrowawayPostgres.start();
                var future = new FutureServer()) {
            var shop = Shop.onFolder(folder, postgres, "shop");
            policy("port: " + postgres.port(), "port: " + future.port());
            var refused = shop.belay("backup", "create").exits(1);
            assertThat(refused.reason()).isEqualTo("ServerNewerThanTools");
            assertThat(refused.err())
                    .contains("server version: " + FutureServer.MAJOR + ".1; pg_dump version: ")
                    .contains("postgresql-client-" + FutureServer.MAJOR);
            try (var files = Files.walk(folder.resolve("repository"))) {
                assertThat(files.filter(Files::isRegularFile)).isEmpty();
            }
        }
    }

    @Test
    void aDumpThatAStandbyCancelsIsTriedAnew() throws Exception {
        try (var primary = ThrowawayPostgres.start(Standby.PRIMARY)) {
            primary.createDatabase("shop");
            primary.execute("shop", """
                    CREATE UNLOGGED TABLE passing AS SELECT 1 AS a;
                    CREATE TABLE t AS SELECT g AS id, repeat(md5(g::text) || md5(random()::text), 16) AS x
                      FROM generate_series(1, 300000) g;
                    """);
            try (var standby = new Standby(primary, List.of("max_standby_streaming_delay=0", "hot_standby=on"))) {
                var shop = Shop.onFolder(folder, primary, "shop");
                policy("name: 'shop'", "name: shop, dumpFrom: {host: 127.0.0.1, port: " + standby.port() + "}");
                var process = Agent.start(
                        shop.arguments("backup", "create", "--tier", "daily"),
                        folder.resolve("out"),
                        folder.resolve("err"));
                awaitCopy(standby, process);
                primary.execute("shop", "DELETE FROM t WHERE id <= 1000", "VACUUM t");
                assertThat(process.waitFor())
                        .as(Files.readString(folder.resolve("err")))
                        .isZero();
                assertThat(Files.readString(folder.resolve("err"))).contains("try 2 of 4");
                try (var backups = Files.list(folder.resolve("repository/shop"))) {
                    assertThat(backups).hasSize(1);
                }
                var manifest = shop.belay("backup", "show").exits(0).json();
                assertThat(manifest.path("database")
                                .path("standby")
                                .path("replayLagMillis")
                                .isIntegralNumber())
                        .isTrue();
                assertThat(manifest.path("tables").findValuesAsText("name")).containsExactly("t");
                assertThat(manifest.path("tables").get(0).path("rows").asInt()).isEqualTo(299_000);
                var restored = shop.belay("backup", "restore", "--into", "back").exits(0);
                assertThat(restored.json().path("restore").path("rows").asInt()).isEqualTo(299_000);
                primary.execute("back", "SELECT a FROM passing");
            }
        }
    }

    private void policy(String from, String to) throws Exception {
        var policy = folder.resolve("policy.yaml");
        var text = Files.readString(policy);
        assertThat(text).contains(from);
        Files.writeString(policy, text.replace(from, to));
    }

    private static void awaitCopy(Standby standby, Process process) throws Exception {
        var end = Instant.now().plusSeconds(60);
        try (var connection = Connections.open(standby.server(), "shop");
                var statement = connection.createStatement()) {
            while (true) {
                try (var row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE query LIKE 'COPY %' AND application_name = 'belay'")) {
                    row.next();
                    if (row.getInt(1) > 0) {
                        return;
                    }
                }
                if (!process.isAlive() || Instant.now().isAfter(end)) {
                    fail("the agent ended before it could be disturbed");
                }
                Thread.sleep(5);
            }
        }
    }
}
