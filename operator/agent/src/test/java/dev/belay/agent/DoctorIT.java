package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.S3Server;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} and {@code status} find. */
class DoctorIT {
    @RegisterExtension
    static final S3Server S3 = new S3Server();

    @RegisterExtension
    static final ShopServer SERVER = new ShopServer();

    @TempDir
    Path folder;

    private Shop shop;

    @BeforeEach
    void policy() throws Exception {
        shop = SERVER.shop(folder);
        Files.setPosixFilePermissions(folder.resolve("secrets"), PosixFilePermissions.fromString("rwx------"));
        shop.writePolicy("  drill: {schedule: \"0 4 * * *\"}");
    }

    @Test
    void whereAllIsWellItSaysSo() throws Exception {
        var id = shop.backup();
        var before = files();
        var result = shop.belay("doctor").exits(0).json();
        assertThat(result.path("ok").asBoolean()).isTrue();
        assertThat(StreamSupport.stream(result.path("checks").spliterator(), false))
                .as("%s", result)
                .allMatch(c -> c.path("status").asText().equals("ok"))
                .hasSizeGreaterThan(12);
        assertThat(message(result, "newest-backup")).contains(id);
        assertThat(files()).as("backups are not touched, and no probe stays").isEqualTo(before);
    }

    /** Made by doctor, it would look like a repository without backups, where the truth is a volume that is not mounted. */
    @Test
    void aRepositoryThatIsNotThereIsNotMade() throws Exception {
        shop = Shop.onFolder(folder, SERVER.postgres(), "shop", folder.resolve("mount/backups"));
        var result = shop.belay("doctor").exits(0).json();
        assertThat(folder.resolve("mount")).doesNotExist();
        assertThat(status(result, "repository")).isEqualTo("warning");
        assertThat(message(result, "repository")).endsWith("mount/backups does not exist; the first backup makes it");
        assertThat(todo(result, "repository")).isEqualTo("is its volume mounted?");
        assertThat(status(result, "newest-backup")).isEqualTo("warning");
        assertThat(status(result, "disk")).isEqualTo("ok");
        assertThat(shop.belay("backup", "list").exits(1).reason()).isEqualTo("RepositoryUnreachable");
    }

    @Test
    void aBackupThatLostItsDataIsNoGoodOne() throws Exception {
        var older = shop.backup();
        var newest = shop.backup();
        Files.delete(shop.backup(newest).resolve("data"));
        var result = shop.belay("doctor").exits(1).json();
        assertThat(status(result, "newest-backup")).isEqualTo("failed");
        assertThat(message(result, "newest-backup")).contains(newest);
        Files.createDirectory(folder.resolve("state"));
        var status = shop.belay("status", "--state", folder.resolve("state").toString());
        assertThat(status.json().path("lastSuccess").path("id").asText()).isEqualTo(older);
    }

    @Test
    void oneBrokenCheckHidesNoOther() throws Exception {
        shop.credentials("postgres", "wrong-password");
        Files.writeString(folder.resolve("repository"), "a file");
        var result = shop.belay("doctor").exits(1);
        assertThat(status(result.json(), "connection")).isEqualTo("failed");
        assertThat(message(result.json(), "connection")).contains("check username and password");
        assertThat(status(result.json(), "repository")).isEqualTo("failed");
        assertThat(status(result.json(), "encryption")).isEqualTo("ok");
        assertThat(status(result.json(), "schedule")).isEqualTo("ok");
        assertThat(result.out()).doesNotContain("wrong-password");
    }

    @Test
    void whatARoleLacksIsSaidWithTheGrant() throws Exception {
        SERVER.execute("postgres", "CREATE ROLE meek LOGIN PASSWORD 'meek-password'");
        SERVER.execute("shop", "ALTER TABLE parent ENABLE ROW LEVEL SECURITY");
        shop.credentials("meek", "meek-password");
        var poor = shop.belay("doctor").exits(1).json();
        assertThat(status(poor, "read-rights")).isEqualTo("failed");
        assertThat(todo(poor, "read-rights"))
                .contains("GRANT pg_read_all_data TO \"meek\"")
                .contains("BYPASSRLS");
        assertThat(todo(poor, "restore-rights"))
                .contains("ALTER ROLE \"meek\" CREATEDB")
                .contains("ALTER DATABASE \"shop\" OWNER TO \"meek\"");
        assertThat(poor.toString()).as("rights of a superuser").doesNotContain("GRANT \\\"postgres\\\"");
        SERVER.execute("postgres", "GRANT pg_read_all_data TO meek", "ALTER ROLE meek BYPASSRLS");
        var objects = shop.belay("doctor").exits(1).json();
        assertThat(message(objects, "read-rights")).contains("large object 4242 of postgres");
        assertThat(todo(objects, "read-rights")).startsWith("in the database shop: DO $$");
        SERVER.execute("shop", todo(objects, "read-rights").substring("in the database shop: ".length()));
        assertThat(status(shop.belay("doctor").exits(0).json(), "read-rights")).isEqualTo("ok");
        shop.backup(); // and it is true
        SERVER.execute("shop", "ALTER TABLE parent DISABLE ROW LEVEL SECURITY");
    }

    @Test
    void aDatabaseThatIsNotReachedHidesNoOther() throws Exception {
        SERVER.createDatabase("objects");
        SERVER.execute(
                "objects",
                "CREATE ROLE owner",
                "CREATE ROLE modest LOGIN PASSWORD 'modest-password'",
                "CREATE TABLE hidden ()",
                "SET ROLE owner",
                "SELECT lo_create(77)");
        shop.credentials("modest", "modest-password");
        names("[not there, objects, nor here]");
        var result = shop.belay("doctor").exits(1).json();
        assertThat(message(result, "read-rights"))
                .contains("database \"not there\" does not exist")
                .contains("database \"nor here\" does not exist")
                .contains("modest cannot read objects: public.hidden; objects: large object 77 of owner");
        assertThat(todo(result, "read-rights"))
                .contains("GRANT pg_read_all_data TO \"modest\"")
                .contains("GRANT \"owner\" TO \"modest\"")
                .contains("can connect to each");
    }

    private void names(String names) throws Exception {
        var policy = folder.resolve("policy.yaml");
        Files.writeString(policy, Files.readString(policy).replace("name: 'shop'", "names: " + names));
    }

    @Test
    void openSecretsWrongKeysAndThinSchedules() throws Exception {
        Files.setPosixFilePermissions(folder.resolve("secrets"), PosixFilePermissions.fromString("rwxr-xr-x"));
        var password = shop.secretFile("shop-db", "password");
        Files.setPosixFilePermissions(password.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
        shop.secret("shop-age", "identity", AgeIdentity.generate().secret());
        shop.writePolicy("  objectives: {rpo: 1h}");
        var result = shop.belay("doctor").exits(1).json();
        assertThat(message(result, "secrets")).contains("everybody").contains(password.toString());
        Files.setPosixFilePermissions(folder.resolve("secrets"), PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(message(shop.belay("doctor").json(), "secrets"))
                .contains("also the group")
                .contains(password.toString());
        assertThat(status(result, "encryption")).isEqualTo("failed");
        assertThat(message(result, "encryption")).contains("none of the recipients");
        assertThat(message(result, "schedule")).contains("up to 1d, more than the objective of 1h");
    }

    @Test
    void onS3TheProbeAndTheClockAreLookedAtToo() throws Exception {
        var onS3 = Shop.onS3(folder, SERVER.postgres(), "shop", S3, "doctor");
        var result = onS3.belay("doctor").exits(0).json();
        assertThat(message(result, "repository-clock")).contains("agrees with S3's");
        onS3.secret("shop-s3", "secretAccessKey", "wrong-secret-key");
        var denied = onS3.belay("doctor").exits(1);
        assertThat(message(denied.json(), "repository")).contains("refused");
        assertThat(denied.out()).doesNotContain("wrong-secret-key");
    }

    @Test
    void statusShowsTheColumnsOfKubectl() throws Exception {
        Files.createDirectory(folder.resolve("repository"));
        var missing = shop.belay("status", "--state", folder.resolve("state").toString());
        assertThat(missing.exits(1).json().path("error").path("reason").asText())
                .isEqualTo("StateUnusable");
        Files.createDirectory(folder.resolve("state"));
        var empty = shop.belay("status", "--state", folder.resolve("state").toString())
                .exits(1)
                .json();
        assertThat(empty.path("lastSuccess").isMissingNode()).isTrue();
        var id = shop.backup();
        var arguments =
                shop.arguments("status", "--state", folder.resolve("state").toString());
        var good = shop.belay("status", "--state", folder.resolve("state").toString())
                .exits(0)
                .json();
        assertThat(good.path("lastSuccess").path("id").asText()).isEqualTo(id);
        assertThat(good.path("nextRun").path("tier").asText()).isEqualTo("daily");
        var text =
                Agent.run(arguments.subList(0, arguments.size() - 2)).exits(0).out();
        assertThat(text.lines().toList().getFirst().split(" {2,}", -1))
                .containsExactly("READY", "HEALTH", "PAUSED", "LAST SUCCESS", "NEXT", "RPO", "RTO", "RESTORABLE");
        assertThat(text.lines().toList().get(1)).startsWith("True").contains(" ago ");
        shop.belay("drill").exits(0);
        assertThat(Agent.run(arguments.subList(0, arguments.size() - 2))
                        .exits(0)
                        .out())
                .contains("Restorable True");
        shop.writePolicy("  objectives: {rpo: 1s}");
        assertThat(shop.belay("status", "--state", folder.resolve("state").toString())
                        .exits(1)
                        .json()
                        .path("ok")
                        .asBoolean(true))
                .isFalse();
    }

    private List<String> files() throws Exception {
        try (var files = Files.walk(folder.resolve("repository"))) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    private static JsonNode check(JsonNode result, String name) {
        return StreamSupport.stream(result.path("checks").spliterator(), false)
                .filter(c -> c.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String status(JsonNode result, String name) {
        return check(result, name).path("status").asText();
    }

    private static String message(JsonNode result, String name) {
        return check(result, name).path("message").asText();
    }

    private static String todo(JsonNode result, String name) {
        return check(result, name).path("todo").asText();
    }
}
