package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.fixture.SlowDatabase;
import dev.belay.agent.postgres.ThrowawayPostgres;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DrillAndMigrateIT {
    @RegisterExtension
    static final ShopServer SERVER = new ShopServer();

    @TempDir
    Path folder;

    private Shop shop;

    @BeforeAll
    static void start() {
        SERVER.execute("postgres", "CREATE ROLE owner_of_things");
        SERVER.execute(
                "shop", "ALTER TABLE customers OWNER TO owner_of_things", "GRANT SELECT ON parent TO owner_of_things");
    }

    @BeforeEach
    void policy() throws Exception {
        shop = SERVER.shop(folder);
        shop.writePolicy("""
                  drill:
                    schedule: "0 4 * * 1"
                    readiness: ["select 1 from orders limit 1"]
                    integrity: ["select count(*) = 200 from customers"]
                """);
    }

    @Test
    void aCommandThatIsNotThereChangesNothing() throws Exception {
        var shop = SERVER.shop(folder);
        shop.backup();
        for (var command : List.of("no-such-program", "/no/such/flyway")) {
            var refused = shop.belay(
                    "migrate", "--max-backup-age", "1h", "--on-failure", "restore", "--", command, "migrate");
            assertThat(refused.exits(2).err()).contains("nothing was changed").doesNotContain("restoring");
        }
    }

    @Test
    void aDrillRestoresIntoTheServerBesideItAndLeavesNothingThere() throws Exception {
        shop.backup();
        try (var beside = ThrowawayPostgres.start()) {
            Files.writeString(folder.resolve("password"), beside.password());
            for (var twice = 0; twice < 2; twice++) {
                shop.belay("drill", "--server", folder.toString(), "--server-port", Integer.toString(beside.port()))
                        .exits(0);
            }
            assertThat(SlowDatabase.query(beside, "SELECT datname FROM pg_database WHERE NOT datistemplate"))
                    .containsExactly("postgres");
            beside.createDatabase("drill");
            var refused = shop.belay(
                    "drill", "--server", folder.toString(), "--server-port", Integer.toString(beside.port()));
            assertThat(refused.reason()).isEqualTo("TargetExists");
            assertThat(SlowDatabase.query(beside, "SELECT datname FROM pg_database WHERE datname = 'drill'"))
                    .as("somebody else's stays")
                    .hasSize(1);
        }
    }

    @Test
    void aDrillRestoresWithoutTheOriginalsRoles() throws Exception {
        shop.backup();
        var report = folder.resolve("report");
        var drill = shop.belay("drill", "--report", report.toString())
                .exits(0)
                .json()
                .path("drill");
        assertThat(drill.path("passed").asBoolean()).isTrue();
        assertThat(drill.path("rows").asInt()).isEqualTo(5235);
        assertThat(drill.path("rtoSeconds").asInt()).isPositive();
        assertThat(Files.readString(report)).contains("\"passed\":true");
    }

    @Test
    void aDrillWhoseCheckFailsSaysWhich() throws Exception {
        shop.backup();
        shop.writePolicy("  drill: {schedule: \"0 4 * * 1\", integrity: [\"select count(*) = 0 from customers\"]}");
        var drill = shop.belay("drill").exits(1).json();
        assertThat(drill.path("drill").path("passed").asBoolean(true)).isFalse();
        assertThat(drill.path("drill").path("failedCheck").asText()).contains("select count(*) = 0 from customers");
        assertThat(drill.path("error").path("reason").asText()).isEqualTo("ValidationFailed");
    }

    @Test
    void aDrillWithoutABackupFails() throws Exception {
        Files.createDirectory(folder.resolve("repository"));
        assertThat(shop.belay("drill").exits(1).reason()).isEqualTo("BackupNotFound");
    }

    @Test
    void aMigrationRunsBehindAFreshBackup() throws Exception {
        var marker = folder.resolve("ran");
        var first =
                shop.belay("migrate", "--", "touch", marker.toString()).exits(0).json();
        assertThat(marker).exists();
        assertThat(shop.belay("backup", "list").json()).hasSize(1);
        var second = shop.belay("migrate", "--max-backup-age", "1h", "--", "echo", "hello")
                .exits(0);
        assertThat(second.json().path("backupId")).isEqualTo(first.path("backupId"));
        assertThat(second.err()).contains("hello");
        shop.belay("migrate", "--", "true").exits(0);
        assertThat(shop.belay("backup", "list").json()).hasSize(2);
    }

    @Test
    void withoutAGoodBackupTheCommandNeverRuns() throws Exception {
        Files.writeString(folder.resolve("repository"), "a file where the folder should be");
        var marker = folder.resolve("ran");
        var result = shop.belay("migrate", "--", "touch", marker.toString()).exits(1);
        assertThat(result.err()).contains("the command was not started");
        assertThat(marker).doesNotExist();
    }

    @Test
    void aYoungBackupWhoseDataAreGoneDoesNotCount() throws Exception {
        var old = shop.backup();
        Files.delete(shop.backup(old).resolve("data"));
        var result = shop.belay("migrate", "--max-backup-age", "1h", "--", "true")
                .exits(0)
                .json();
        assertThat(result.path("backupId").asText()).isNotEqualTo(old);
    }

    @Test
    void aYoungBackupThatIsDamagedAtEqualSizeDoesNotCount() throws Exception {
        var old = shop.backup();
        try (var data = FileChannel.open(shop.backup(old).resolve("data"), StandardOpenOption.WRITE)) {
            data.write(ByteBuffer.wrap("overwritten".getBytes(StandardCharsets.UTF_8)), data.size() / 2);
        }
        var migrated =
                shop.belay("migrate", "--max-backup-age", "1h", "--", "true").exits(0);
        assertThat(migrated.json().path("backupId").asText()).isNotEqualTo(old);
        assertThat(migrated.err()).contains("backup " + old + " is damaged");
    }

    @Test
    void aBackupFromTheFutureIsNotYoung() throws Exception {
        var old = shop.backup();
        var manifest = shop.backup(old).resolve("manifest.json");
        Files.writeString(
                manifest, Files.readString(manifest).replaceFirst("\"startedAt\" : \"20", "\"startedAt\" : \"21"));
        var result = shop.belay("migrate", "--max-backup-age", "1h", "--", "true")
                .exits(0)
                .json();
        assertThat(result.path("backupId").asText()).isNotEqualTo(old);
    }

    @Test
    void aFailedMigrationTellsTheWayBack() throws Exception {
        var result = shop.belay("migrate", "--", "false").exits(1).json();
        assertThat(result.path("restoreCommand").asText())
                .startsWith("belay backup restore " + result.path("backupId").asText() + " --into shop --swap");
        assertThat(result.path("exitCode").asInt()).isEqualTo(1);
    }

    @Test
    void withoutAWayBackTheCommandNeverRuns() throws Exception {
        SERVER.execute("postgres", "CREATE ROLE weak LOGIN PASSWORD 'weak-password'", "GRANT pg_read_all_data TO weak");
        shop.credentials("weak", "weak-password");
        Files.delete(shop.secretFile("shop-age", "identity"));
        var marker = folder.resolve("ran");
        var result = shop.belay("migrate", "--on-failure", "restore", "--", "touch", marker.toString())
                .exits(3);
        assertThat(result.reason()).isEqualTo("NoWayBack");
        assertThat(result.err())
                .contains("ALTER ROLE \"weak\" CREATEDB")
                .contains("ALTER DATABASE \"shop\" OWNER TO \"weak\"")
                .contains("spec.encryption.age.identity");
        assertThat(marker).doesNotExist();
        assertThat(folder.resolve("repository")).doesNotExist();
    }

    @Test
    void whereThePolicyNamesNoIdentityItIsToldToNameOne() throws Exception {
        shop.encryptBy("age: {recipients: [" + shop.identity().recipient() + "]}");
        var result =
                shop.belay("migrate", "--on-failure", "restore", "--", "true").exits(3);
        assertThat(result.err())
                .contains("the policy does not say where its identity is; set spec.encryption.age.identity.secretName")
                .doesNotContain("names");
    }

    @Test
    void behindABackupThatDoesNotOpenTheCommandNeverRuns() throws Exception {
        shop.secret("shop-age", "identity", AgeIdentity.generate().secret());
        var marker = folder.resolve("ran");
        var result = shop.belay("migrate", "--on-failure", "restore", "--", "touch", marker.toString())
                .exits(3);
        assertThat(result.err()).contains("the command was not started").contains("not encrypted to age1");
        assertThat(marker).doesNotExist();
    }

    @Test
    void aRestoreWithoutTheRightToCreateSaysWhatToGrant() throws Exception {
        shop.backup();
        SERVER.execute("postgres", "CREATE ROLE meek LOGIN PASSWORD 'meek-password'");
        shop.credentials("meek", "meek-password");
        assertThat(shop.belay("backup", "restore", "--into", "y").exits(1).err())
                .contains("ALTER ROLE \"meek\" CREATEDB");
    }

    @Test
    void aFailedMigrationIsRolledBack() throws Exception {
        var before = SERVER.content("shop");
        var script = folder.resolve("migrate.sql");
        Files.writeString(script, "DROP TABLE orders CASCADE; DELETE FROM customers; SELECT nonsense;");
        var command = new ArrayList<>(List.of("migrate", "--on-failure", "restore", "--"));
        command.addAll(SERVER.psql(folder, script, "shop"));
        var result = shop.belay(command.toArray(String[]::new)).exits(1).json();
        assertThat(result.path("restore").path("database").asText()).isEqualTo("shop");
        assertThat(SERVER.content("shop")).isEqualTo(before);
        assertThat(SERVER.databases())
                .contains(result.path("restore").path("previousDatabase").asText());
    }
}
