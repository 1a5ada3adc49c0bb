package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.fixture.SlowDatabase;
import dev.belay.agent.postgres.Leftovers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A restore that is cut off leaves rows in a database: nobody else gets at them, and they go as soon as they may. */
class KilledRestoreIT {
    @RegisterExtension
    static final ShopServer SERVER = new ShopServer();

    @TempDir
    Path folder;

    private Shop slow;
    private Shop shop;

    @BeforeAll
    static void start() {
        SlowDatabase.create(SERVER.postgres(), "slow");
        SERVER.execute("postgres", "CREATE ROLE stranger LOGIN PASSWORD 'stranger'");
    }

    @BeforeEach
    void backups() throws Exception {
        slow = SERVER.shop(Files.createDirectories(folder.resolve("slow")), "slow");
        slow.backup();
        shop = SERVER.shop(Files.createDirectories(folder.resolve("shop")), "shop");
        shop.backup();
    }

    private Process restoreSlowly() throws Exception {
        return Agent.start(
                slow.arguments("backup", "restore", "--into", "never"), folder.resolve("out"), folder.resolve("err"));
    }

    private static String comment(String scratch) throws Exception {
        return SERVER.query(
                        "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = '"
                                + scratch + "'")
                .getFirst();
    }

    /** As if it had been begun so long ago. */
    private static void age(String scratch) throws Exception {
        var comment = comment(scratch);
        assertThat(comment).contains("\"belay\":\"restore\"").contains("\"startedAt\":\"2");
        SERVER.execute(
                "postgres",
                "COMMENT ON DATABASE " + scratch + " IS '"
                        + comment.replaceFirst("\"startedAt\":\"[^\"]*\"", "\"startedAt\":\"2026-01-01T00:00:00Z\"")
                        + "'");
    }

    @Test
    void whatAKilledRestoreLeavesIsClosedAndSwept() throws Exception {
        var restore = restoreSlowly();
        var scratch = SlowDatabase.awaitRows(SERVER.postgres());
        assertThat(SERVER.query("SELECT has_database_privilege('stranger', '" + scratch + "', 'CONNECT')"))
                .containsExactly("f");
        age(scratch);
        shop.belay("backup", "restore", "--into", "beside").exits(0); // at work still: not a leftover, however old
        assertThat(SERVER.databases()).contains(scratch);

        restore.destroyForcibly().waitFor();
        SERVER.execute(
                "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + scratch + "'");
        SlowDatabase.awaitNobody(SERVER.postgres(), scratch);
        try (var leftovers = new Leftovers(SERVER.postgres().server())) {
            assertThat(leftovers.find()).containsExactly(scratch);
        }
        var next = shop.belay("backup", "restore", "--into", "after").exits(0);
        assertThat(next.err()).contains("dropped " + scratch);
        assertThat(SERVER.databases())
                .contains("after")
                .noneMatch(name -> name.startsWith("belay_restore"))
                .doesNotContain("never");
        SERVER.execute("postgres", "DROP DATABASE beside", "DROP DATABASE after");
    }

    /** So does a pod whose Restore is deleted. */
    @Test
    void whoIsAskedToEndWhileRowsComeTakesThemAlong() throws Exception {
        var before = SERVER.databases();
        var restore = restoreSlowly();
        SlowDatabase.awaitRows(SERVER.postgres());
        restore.destroy();
        assertThat(restore.waitFor()).isEqualTo(143);
        var err = Files.readString(folder.resolve("err"));
        assertThat(err).contains("belay: was asked to end").doesNotContain("before everything was tidied up");
        assertThat(err).contains("{\"progress\":{\"step\":\"restoring\"");
        assertThat(Files.readString(folder.resolve("out"))).contains("was asked to end");
        assertThat(SERVER.databases()).isEqualTo(before);
    }

    @Test
    void whoIsAskedToEndBeforeTheSwapLeavesTheLiveDatabaseWhereItIs() throws Exception {
        var before = SERVER.databases();
        SERVER.execute("shop", "CREATE TABLE newer_than_the_backup ()");
        var restore = Agent.start(
                shop.arguments("backup", "restore", "--into", "shop", "--swap", "--readiness", "SELECT pg_sleep(60)"),
                folder.resolve("out"),
                folder.resolve("err"));
        SlowDatabase.awaitQuery(SERVER.postgres(), "SELECT pg_sleep(60)");
        restore.destroy();
        assertThat(restore.waitFor()).isEqualTo(143);
        assertThat(SERVER.databases()).isEqualTo(before);
        SERVER.execute("shop", "DROP TABLE newer_than_the_backup");
    }

    @Test
    void aServerThatCrashesUnderARestore() throws Exception {
        var before = SERVER.content("shop");
        var restore = restoreSlowly();
        var scratch = SlowDatabase.awaitRows(SERVER.postgres());
        SlowDatabase.crash(SERVER.postgres());
        assertThat(restore.waitFor()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("out"))).contains("\"ok\":false");
        assertThat(SERVER.content("shop")).isEqualTo(before);
        if (SERVER.databases().contains(scratch)) {
            // The crash may have undone its marking, for this server does not wait for its disk: then it is closed
            // again.
            if (!comment(scratch).isEmpty()) {
                age(scratch);
            }
            shop.belay("backup", "restore", "--into", "after").exits(0);
            SERVER.execute("postgres", "DROP DATABASE after");
        }
        assertThat(SERVER.databases()).doesNotContain("never").noneMatch(name -> name.startsWith("belay_restore"));
    }

    @Test
    void whatIsNotOursOrTooYoungStays() throws Exception {
        SERVER.execute(
                "postgres",
                "CREATE DATABASE belay_restore_of_somebody",
                "CREATE DATABASE belay_restore_young",
                "COMMENT ON DATABASE belay_restore_young IS '{\"belay\":\"restore\",\"backup\":\"x\",\"startedAt\":\"2999-01-01T00:00:00Z\"}'",
                "CREATE DATABASE belay_restore_cut_off ALLOW_CONNECTIONS false");
        try (var leftovers = new Leftovers(SERVER.postgres().server())) {
            assertThat(leftovers.sweep()).containsExactly("belay_restore_cut_off");
        }
        SERVER.execute("postgres", "DROP DATABASE belay_restore_of_somebody", "DROP DATABASE belay_restore_young");
    }

    @Test
    void aConnectionThatIsCutDuringTheRestoreIsNoFailure() throws Exception {
        var restore = Agent.start(
                shop.arguments("backup", "restore", "--into", "kept_on", "--readiness", "SELECT pg_sleep(4)"),
                folder.resolve("out"),
                folder.resolve("err"));
        SlowDatabase.awaitQuery(SERVER.postgres(), "SELECT pg_sleep(4)");
        assertThat(SERVER.query(
                        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"))
                .hasSize(1);
        assertThat(restore.waitFor())
                .as(Files.readString(folder.resolve("err")))
                .isZero();
        assertThat(SERVER.content("kept_on")).isEqualTo(SERVER.content("shop"));
        assertThat(SERVER.query("SELECT has_database_privilege('stranger', 'kept_on', 'CONNECT')"))
                .containsExactly("t");
        SERVER.execute("postgres", "DROP DATABASE kept_on");
    }
}
