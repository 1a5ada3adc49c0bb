package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.CuttingProxy;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.fixture.SlowDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The moment in which a restored database takes the live one's place. */
class SwapIT {
    @RegisterExtension
    static final ShopServer SERVER = ShopServer.empty();

    @TempDir
    Path folder;

    private Shop shop;

    @BeforeEach
    void aDatabaseThatHasChangedSinceItsBackup() throws Exception {
        for (var name :
                SERVER.query("SELECT quote_ident(datname) FROM pg_database WHERE datname ~ '^(live|belay|ä)'")) {
            SERVER.execute("postgres", "DROP DATABASE " + name + " WITH (FORCE)");
        }
        create("live");
    }

    private void create(String name) throws Exception {
        SERVER.createDatabase(name);
        SERVER.execute(name, "CREATE TABLE t AS SELECT 'as backed up' AS state");
        shop = SERVER.shop(folder, name);
        shop.backup();
        SERVER.execute(name, "UPDATE t SET state = 'as it was'");
    }

    private static String state(String database) throws SQLException {
        try (var connection = SERVER.connect(database);
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT state FROM t")) {
            row.next();
            return row.getString(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, BEFORE_IT_ARRIVES, as it was", // the second rename, or its answer
        "false, BEFORE_ITS_ANSWER, as it was",
        "true, BEFORE_IT_ARRIVES, as it was", // the COMMIT behind it, or its answer
        "true, BEFORE_ITS_ANSWER, as backed up"
    })
    void anAgentThatIsKilledAroundTheCommit(boolean commit, CuttingProxy.Cut cut, String expected) throws Exception {
        try (var proxy = new CuttingProxy(SERVER.postgres().port(), " RENAME TO ", 2, commit, cut)) {
            shop.writePolicyFor(proxy.port());
            var restore = Agent.start(
                    shop.arguments("backup", "restore", "--into", "live", "--swap"),
                    folder.resolve("out"),
                    folder.resolve("err"));
            proxy.awaitCut();
            restore.destroyForcibly().waitFor();
        }
        SlowDatabase.awaitQuiet(SERVER.postgres());
        assertThat(state("live")).isEqualTo(expected);
        var swapped = expected.equals("as backed up");
        var kept = SERVER.query("SELECT datname FROM pg_database WHERE datname LIKE 'live\\_before%'");
        assertThat(kept).hasSize(swapped ? 1 : 0);
        if (swapped) {
            assertThat(state(kept.getFirst())).isEqualTo("as it was");
        }
        shop.writePolicy("");
        shop.belay("backup", "restore", "--into", "live", "--swap").exits(0);
        assertThat(state("live")).isEqualTo("as backed up");
    }

    @ParameterizedTest
    @CsvSource({"BEFORE_IT_ARRIVES, 1, as it was", "BEFORE_ITS_ANSWER, 0, as backed up"})
    void anAgentWhoseConnectionIsCutAtTheCommitFindsOut(CuttingProxy.Cut cut, int exitCode, String expected)
            throws Exception {
        try (var proxy = new CuttingProxy(SERVER.postgres().port(), " RENAME TO ", 2, true, cut)) {
            shop.writePolicyFor(proxy.port());
            shop.belay("backup", "restore", "--into", "live", "--swap").exits(exitCode);
        }
        assertThat(state("live")).isEqualTo(expected);
        assertThat(SERVER.query("SELECT datname FROM pg_database WHERE datname LIKE 'belay%'"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"template0", "template1", "postgres", "live_template"})
    void whatBelongsToTheServerIsNeverTakenFrom(String name) throws Exception {
        if (name.startsWith("live")) {
            SERVER.execute("postgres", "CREATE DATABASE live_template IS_TEMPLATE true");
        }
        var result = shop.belay("backup", "restore", "--into", name, "--swap", "--terminate-connections");
        if (name.startsWith("live")) {
            SERVER.execute("postgres", "ALTER DATABASE live_template IS_TEMPLATE false");
        }
        assertThat(result.exits(3).reason()).isEqualTo("TargetProtected");
    }

    @Test
    void whoIsConnectedIsTold() throws Exception {
        try (var connection = SERVER.connect("live");
                var statement = connection.createStatement()) {
            statement.execute("SET application_name = 'till no. 4'");
            try (var row = statement.executeQuery("SELECT pg_backend_pid()")) {
                row.next();
                assertThat(shop.belay("backup", "restore", "--into", "live", "--swap")
                                .exits(3)
                                .err())
                        .contains("pid " + row.getString(1) + ", postgres from 127.0.0.1 (till no. 4), since 20")
                        .contains("--terminate-connections");
            }
        }
        assertThat(state("live")).isEqualTo("as it was");
    }

    @Test
    void sessionsThatReturnAtOnceDoNotHinderASwap() throws Exception {
        var enough = new AtomicBoolean();
        var ended = new AtomicInteger();
        var pool = Thread.ofVirtual().start(() -> {
            while (!enough.get()) {
                try (var connection = SERVER.connect("live");
                        var statement = connection.createStatement()) {
                    statement.execute("SELECT pg_sleep(60)");
                } catch (SQLException | RuntimeException e) {
                    ended.incrementAndGet(); // here it is again
                }
            }
        });
        shop.belay("backup", "restore", "--into", "live", "--swap", "--terminate-connections")
                .exits(0);
        enough.set(true);
        SERVER.execute("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'live%'");
        pool.join();
        assertThat(ended).hasPositiveValue();
        assertThat(state("live")).isEqualTo("as backed up");
    }

    @Test
    void aSuperusersSessionStaysWhereTheRoleIsNone() throws Exception {
        SERVER.execute(
                "postgres",
                "DROP ROLE IF EXISTS modest",
                "CREATE ROLE modest LOGIN CREATEDB PASSWORD 'modest'",
                "ALTER DATABASE live OWNER TO modest",
                "ALTER DATABASE live SET log_statement TO 'ddl'");
        shop.credentials("modest", "modest");
        try (var connection = SERVER.connect("live")) {
            var refused = shop.belay(
                    "backup", "restore", "--into", "live", "--swap", "--terminate-connections", "--no-owner");
            assertThat(refused.exits(3).reason()).isEqualTo("ConnectionsOpen");
            assertThat(connection.isValid(5)).isTrue();
        }
        assertThat(state("live")).isEqualTo("as it was");
        var swapped = shop.belay("backup", "restore", "--into", "live", "--swap", "--no-owner")
                .exits(0);
        assertThat(swapped.err())
                .as("a statement for somebody who may run it")
                .contains(
                        "no right to give live what it had before: ALTER DATABASE \"live\" SET \"log_statement\" TO …")
                .doesNotContain("'ddl'")
                .doesNotContain("ALTER DATABASE \"belay_restore");
        assertThat(state("live")).isEqualTo("as backed up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "ä😀ä😀ä😀ä😀ä😀ä😀ä😀ä😀ä😀ä😀'\"x"})
    void theWayBackThatIsPrintedWorksAsOftenAsOneLikes(String name) throws Exception {
        if (!name.equals("live")) {
            create(name);
        }
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThan(64);
        for (var round = 0; round < 2; round++) {
            var printed = Agent.run(shop.arguments("backup", "restore", "--into=" + name, "--swap").stream()
                            .map(word -> word.equals("json") ? "text" : word)
                            .toList())
                    .exits(0)
                    .out();
            assertThat(state(name)).isEqualTo("as backed up");
            var script = folder.resolve("back.sql");
            Files.writeString(
                    script,
                    printed.substring(printed.indexOf("BEGIN;"), printed.indexOf("COMMIT;") + "COMMIT;".length()));
            var psql = new ProcessBuilder(
                    "psql",
                    "-q",
                    "-v",
                    "ON_ERROR_STOP=1",
                    "-h",
                    SERVER.postgres().host(),
                    "-p",
                    "" + SERVER.postgres().port(),
                    "-U",
                    SERVER.postgres().user(),
                    "-d",
                    "postgres",
                    "-f",
                    script.toString());
            psql.environment().put("PGPASSWORD", SERVER.postgres().password());
            psql.environment().put("PGCLIENTENCODING", "UTF8");
            assertThat(psql.inheritIO().start().waitFor()).isZero();
            assertThat(state(name)).isEqualTo("as it was");
        }
    }
}
