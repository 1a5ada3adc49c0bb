package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.Schema;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.SlowDatabase;
import dev.belay.agent.postgres.Leftovers;
import dev.belay.agent.postgres.ThrowawayPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore that is cut off leaves rows in a database: nobody else gets at them, and they go as soon as they may. */
class KilledRestoreIT {
    private static ThrowawayPostgres postgres;

    @TempDir
    Path folder;

    private Shop slow;
    private Shop shop;

    @BeforeAll
    static void start() {
        postgres = ThrowawayPostgres.start();
        SlowDatabase.create(postgres, "slow");
        Schema.create(postgres, "shop");
        postgres.execute("postgres", "CREATE ROLE stranger LOGIN PASSWORD 'stranger'");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void backups() throws Exception {
        slow = Shop.onFolder(Files.createDirectories(folder.resolve("slow")), postgres, "slow");
        slow.backup();
        shop = Shop.onFolder(Files.createDirectories(folder.resolve("shop")), postgres, "shop");
        shop.backup();
    }

    private Process restoreSlowly() throws Exception {
        return Agent.start(
                slow.arguments("backup", "restore", "--into", "never"), folder.resolve("out"), folder.resolve("err"));
    }

    private static String comment(String scratch) throws Exception {
        return SlowDatabase.query(
                        postgres,
                        "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = '"
                                + scratch + "'")
                .getFirst();
    }

    /** As if it had been begun so long ago. */
    private static void age(String scratch) throws Exception {
        var comment = comment(scratch);
        assertThat(comment).contains("\"belay\":\"restore\"").contains("\"startedAt\":\"2");
        postgres.execute(
                "postgres",
                "COMMENT ON DATABASE " + scratch + " IS '"
                        + comment.replaceFirst("\"startedAt\":\"[^\"]*\"", "\"startedAt\":\"2026-01-01T00:00:00Z\"")
                        + "'");
    }

    @Test
    void whatAKilledRestoreLeavesIsClosedAndSwept() throws Exception {
        var restore = restoreSlowly();
        var scratch = SlowDatabase.awaitRows(postgres);
        assertThat(SlowDatabase.query(
                        postgres, "SELECT has_database_privilege('stranger', '" + scratch + "', 'CONNECT')"))
                .containsExactly("f");
        age(scratch);
        shop.belay("backup", "restore", "--into", "beside").exits(0); // at work still: not a leftover, however old
        assertThat(Schema.databases(postgres)).contains(scratch);

        restore.destroyForcibly().waitFor();
        postgres.execute(
                "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + scratch + "'");
        SlowDatabase.awaitNobody(postgres, scratch);
        try (var leftovers = new Leftovers(postgres.server())) {
            assertThat(leftovers.find()).containsExactly(scratch);
        }
        var next = shop.belay("backup", "restore", "--into", "after").exits(0);
        assertThat(next.err()).contains("dropped " + scratch);
        assertThat(Schema.databases(postgres))
                .contains("after")
                .noneMatch(name -> name.startsWith("belay_restore"))
                .doesNotContain("never");
        postgres.execute("postgres", "DROP DATABASE beside", "DROP DATABASE after");
    }

    @Test
    void aServerThatCrashesUnderARestore() throws Exception {
        var before = Schema.content(postgres, "shop");
        var restore = restoreSlowly();
        var scratch = SlowDatabase.awaitRows(postgres);
        SlowDatabase.crash(postgres);
        assertThat(restore.waitFor()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("out"))).contains("\"ok\":false");
        assertThat(Schema.content(postgres, "shop")).isEqualTo(before);
        if (Schema.databases(postgres).contains(scratch)) {
            // The crash may have undone its marking, for this server does not wait for its disk: then it is closed
            // again.
            if (!comment(scratch).isEmpty()) {
                age(scratch);
            }
            shop.belay("backup", "restore", "--into", "after").exits(0);
            postgres.execute("postgres", "DROP DATABASE after");
        }
        assertThat(Schema.databases(postgres))
                .doesNotContain("never")
                .noneMatch(name -> name.startsWith("belay_restore"));
    }

    @Test
    void whatIsNotOursOrTooYoungStays() throws Exception {
        postgres.execute(
                "postgres",
                "CREATE DATABASE belay_restore_of_somebody",
                "CREATE DATABASE belay_restore_young",
                "COMMENT ON DATABASE belay_restore_young IS '{\"belay\":\"restore\",\"backup\":\"x\",\"startedAt\":\"2999-01-01T00:00:00Z\"}'",
                "CREATE DATABASE belay_restore_cut_off ALLOW_CONNECTIONS false");
        try (var leftovers = new Leftovers(postgres.server())) {
            assertThat(leftovers.sweep()).containsExactly("belay_restore_cut_off");
        }
        postgres.execute("postgres", "DROP DATABASE belay_restore_of_somebody", "DROP DATABASE belay_restore_young");
    }

    @Test
    void aConnectionThatIsCutDuringTheRestoreIsNoFailure() throws Exception {
        var restore = Agent.start(
                shop.arguments("backup", "restore", "--into", "kept_on", "--readiness", "SELECT pg_sleep(4)"),
                folder.resolve("out"),
                folder.resolve("err"));
        SlowDatabase.awaitQuery(postgres, "SELECT pg_sleep(4)");
        assertThat(SlowDatabase.query(
                        postgres,
                        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"))
                .hasSize(1);
        assertThat(restore.waitFor())
                .as(Files.readString(folder.resolve("err")))
                .isZero();
        assertThat(Schema.content(postgres, "kept_on")).isEqualTo(Schema.content(postgres, "shop"));
        assertThat(SlowDatabase.query(postgres, "SELECT has_database_privilege('stranger', 'kept_on', 'CONNECT')"))
                .containsExactly("t");
        postgres.execute("postgres", "DROP DATABASE kept_on");
    }
}
