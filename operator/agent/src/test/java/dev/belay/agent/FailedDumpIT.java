package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.S3Server;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dump that fails, or an agent that dies, leaves no backup; the next run makes one. */
class FailedDumpIT {
    @RegisterExtension
    static final ShopServer SERVER = new ShopServer();

    @RegisterExtension
    static final S3Server S3 = new S3Server();

    private static final String RUNNING_DUMP =
            "FROM pg_stat_activity WHERE query LIKE 'COPY %' AND application_name = 'belay'";

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        SERVER.createDatabase("slow");
        SERVER.execute(
                "slow",
                "CREATE TABLE t AS SELECT g AS id, repeat(md5(g::text) || md5(random()::text), 16) AS x"
                        + " FROM generate_series(1, 300000) g");
    }

    @Test
    void aRoleWithoutRightsOnOneTable() throws Exception {
        SERVER.execute(
                "shop",
                "CREATE ROLE clerk LOGIN PASSWORD 'clerk-password'",
                "GRANT pg_read_all_data TO clerk",
                "CREATE SCHEMA private",
                "CREATE TABLE private.t (a int)",
                "ALTER TABLE private.t ENABLE ROW LEVEL SECURITY");
        var shop = SERVER.shop(folder);
        shop.credentials("clerk", "clerk-password");
        var report = folder.resolve("report");
        var result =
                shop.belay("backup", "create", "--report", report.toString()).exits(1);
        assertThat(result.reason()).isEqualTo("DumpFailed");
        assertThat(result.err()).contains("row-level security").doesNotContain("clerk-password");
        var written = new ObjectMapper().readTree(Files.readString(report));
        assertThat(written.path("ok").asBoolean(true)).isFalse();
        assertThat(written.path("error").path("message").asText()).contains("pg_dump: error");
        nothingIsLeft(shop);
        SERVER.execute("shop", "DROP SCHEMA private CASCADE");
    }

    @Test
    void aWrongPasswordAndAServerThatIsNotThere() throws Exception {
        var shop = SERVER.shop(folder);
        shop.credentials("postgres", "not-the-password");
        var denied = shop.belay("backup", "create").exits(1);
        assertThat(denied.reason()).isEqualTo("DatabaseAuthFailed");
        assertThat(denied.out() + denied.err())
                .doesNotContain("not-the-password")
                .doesNotContain("passwords\"");
        assertThat(denied.err()).contains("check username and password in the credentials");
        shop.credentials("postgres", SERVER.postgres().password());
        var policy = folder.resolve("policy.yaml");
        Files.writeString(
                policy,
                Files.readString(policy).replace("port: " + SERVER.postgres().port(), "port: 1"));
        assertThat(shop.belay("backup", "create").exits(1).reason()).isEqualTo("DatabaseUnreachable");
        nothingIsLeft(shop);
    }

    @Test
    void aConnectionThatDrops() throws Exception {
        var shop = SERVER.shop(folder, "slow");
        var process = Agent.start(shop.arguments("backup", "create"), folder.resolve("out"), folder.resolve("err"));
        until(process, () -> one("SELECT count(*) " + RUNNING_DUMP) > 0);
        one("SELECT count(pg_terminate_backend(pid)) " + RUNNING_DUMP);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("out")))
                .contains("DumpFailed")
                .contains("pg_dump: ");
        nothingIsLeft(shop);
        shop.backup();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAgentThatIsKilled(boolean s3) throws Exception {
        var shop = s3 ? Shop.onS3(folder, SERVER.postgres(), "slow", S3, "killed") : SERVER.shop(folder, "slow");
        var process = Agent.start(shop.arguments("backup", "create"), folder.resolve("out"), folder.resolve("err"));
        // pg_dump is in the middle of its only table: what it has sent is on its way into the repository.
        until(process, () -> one("SELECT count(*) " + RUNNING_DUMP) > 0);
        process.destroyForcibly();
        assertThat(process.waitFor()).isEqualTo(137);
        try (var folders = Files.newDirectoryStream(
                Path.of(System.getProperty("java.io.tmpdir")), "belay-*-" + process.pid() + "-*")) {
            assertThat(folders).isNotEmpty();
        }
        assertThat(shop.belay("backup", "list").exits(0).json()).isEmpty();
        var id = shop.backup();
        assertThat(shop.belay("backup", "list").exits(0).json())
                .singleElement()
                .satisfies(b -> assertThat(b.path("id").asText()).isEqualTo(id));
        shop.belay("backup", "verify").exits(0);
        try (var folders = Files.newDirectoryStream(
                Path.of(System.getProperty("java.io.tmpdir")), "belay-*-" + process.pid() + "-*")) {
            assertThat(folders).isEmpty();
        }
    }

    private void nothingIsLeft(Shop shop) throws Exception {
        assertThat(shop.belay("backup", "list").exits(0).json()).isEmpty();
        try (var files = Files.walk(Files.createDirectories(folder.resolve("repository")))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Process process, Condition condition) throws Exception {
        var end = Instant.now().plusSeconds(60);
        while (!condition.holds()) {
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                fail("the agent ended before it could be disturbed");
            }
            Thread.sleep(5);
        }
    }

    private static long one(String query) throws SQLException {
        try (var connection = SERVER.connect("postgres");
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
