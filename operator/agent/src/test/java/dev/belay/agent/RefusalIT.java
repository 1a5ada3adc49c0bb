package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A restore that must not happen leaves everything as it was. */
class RefusalIT {
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

    private void refused(String reason, int exitCode, String words, String... arguments) throws Exception {
        var before = SERVER.databases();
        var content = SERVER.content("shop");
        var result = shop.belay(arguments).exits(exitCode);
        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.err()).contains("belay: ").contains(words).doesNotContain("\tat ");
        assertThat(SERVER.databases()).isEqualTo(before);
        assertThat(SERVER.content("shop")).isEqualTo(content);
    }

    @Test
    void aWrongIdentity() throws Exception {
        shop.secret("shop-age", "identity", AgeIdentity.generate().secret());
        refused("IdentityWrong", 1, "not encrypted to age1", "backup", "restore", "--into", "x");
    }

    @Test
    void aMissingIdentity() throws Exception {
        Files.delete(shop.secretFile("shop-age", "identity"));
        refused("IdentityMissing", 1, "shop-age/identity", "backup", "restore", "--into", "x");
        assertThat(shop.belay("backup", "verify").exits(0).json().path("opened").asBoolean())
                .isFalse();
    }

    @Test
    void aFlippedByte() throws Exception {
        var bytes = Files.readAllBytes(data);
        bytes[bytes.length / 2] ^= 1;
        Files.write(data, bytes);
        refused("RepositoryCorrupt", 1, "SHA-256", "backup", "restore", "--into", "x");
        assertThat(shop.belay("backup", "verify").exits(1).reason()).isEqualTo("RepositoryCorrupt");
    }

    @Test
    void dataThatAreCutOff() throws Exception {
        var bytes = Files.readAllBytes(data);
        Files.write(data, Arrays.copyOf(bytes, bytes.length - 1000));
        refused("RepositoryCorrupt", 1, "cut off", "backup", "restore", "--into", "x");
    }

    @Test
    void dataWhoseBeginningIsDamagedAreNotTakenForAnothersKey() throws Exception {
        var bytes = Files.readAllBytes(data);
        bytes[100] ^= 1;
        Files.write(data, bytes);
        refused("RepositoryCorrupt", 1, "is not what was stored", "backup", "restore", "--into", "x");
        Files.write(data, Arrays.copyOf(bytes, 150));
        refused("RepositoryCorrupt", 1, "cut off", "backup", "restore", "--into", "x");
    }

    @Test
    void dataThatAreGone() throws Exception {
        Files.delete(data);
        refused("RepositoryCorrupt", 1, "no data", "backup", "restore", "--into", "x");
    }

    @Test
    void aMissingManifest() throws Exception {
        Files.delete(data.resolveSibling("manifest.json"));
        refused("BackupNotFound", 1, "has no manifest", "backup", "restore", id, "--into", "x");
        assertThat(shop.belay("backup", "list").exits(0).json()).isEmpty();
    }

    @Test
    void aDamagedManifest() throws Exception {
        Files.writeString(data.resolveSibling("manifest.json"), "{\"formatVersion\": 1, \"id\"");
        refused("RepositoryCorrupt", 1, "damaged", "backup", "restore", id, "--into", "x");
    }

    @Test
    void aManifestOfAnotherPolicy() throws Exception {
        edit("\"shop\"", "\"other\"");
        refused("RepositoryCorrupt", 1, "another backup", "backup", "restore", id, "--into", "x");
        assertThat(shop.belay("backup", "list").exits(1).json()).isEmpty();
    }

    @Test
    void aManifestThatLeadsElsewhere() throws Exception {
        edit(id, "../other/" + id);
        refused("RepositoryCorrupt", 1, "damaged", "backup", "restore", id, "--into", "x");
        edit("../other/" + id, "20200101" + id.substring(8));
        refused("RepositoryCorrupt", 1, "another backup", "backup", "restore", id, "--into", "x");
    }

    @Test
    void aManifestWithoutAProperTime() throws Exception {
        edit("\"startedAt\" : \"2", "\"startedAt\" : \"x");
        refused("RepositoryCorrupt", 1, "damaged", "backup", "restore", id, "--into", "x");
        assertThat(shop.belay("backup", "prune").exits(0).err()).contains("damaged");
    }

    private void edit(String from, String to) throws Exception {
        var manifest = data.resolveSibling("manifest.json");
        var text = Files.readString(manifest);
        assertThat(text).contains(from);
        Files.writeString(manifest, text.replace(from, to));
    }

    /** Else whoever may name a database could read a secret's file through its name. */
    @Test
    void aNameThatLooksLikeAFileOfArguments() throws Exception {
        var file = shop.secretFile("shop-db", "password");
        var result = shop.belay("backup", "restore", "--into", "@" + file);
        assertThat(result.out() + result.err()).doesNotContain(Files.readString(file));
        assertThat(SERVER.databases()).doesNotContain(Files.readString(file));
    }

    @Test
    void anExistingDatabaseWithoutSwap() throws Exception {
        refused("TargetExists", 3, "--swap", "backup", "restore", "--into", "shop");
    }

    @Test
    void openConnections() throws Exception {
        try (var connection = SERVER.connect("shop")) {
            assertThat(connection.isValid(5)).isTrue();
            refused("ConnectionsOpen", 3, "postgres from", "backup", "restore", "--into", "shop", "--swap");
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void aCheckThatDoesNotHold() throws Exception {
        refused(
                "ValidationFailed",
                1,
                "is not true",
                "backup",
                "restore",
                "--into",
                "shop",
                "--swap",
                "--readiness",
                "SELECT 1 FROM orders LIMIT 1",
                "--integrity",
                "SELECT count(*) = 0 FROM customers");
        refused(
                "ValidationFailed",
                1,
                "readiness",
                "backup",
                "restore",
                "--into",
                "x",
                "--readiness",
                "SELECT nonsense");
    }

    /** What was asked would be another database than the one that was saved. */
    @Test
    void aCheckThatWrites() throws Exception {
        for (var check : List.of("--readiness", "--integrity")) {
            refused(
                    "ValidationFailed",
                    1,
                    "in a read-only transaction; a check may only read",
                    "backup",
                    "restore",
                    "--into",
                    "x",
                    check,
                    "WITH gone AS (DELETE FROM orders RETURNING 1) SELECT count(*) >= 0 FROM gone");
        }
    }

    @Test
    void rowsThatTheManifestDoesNotHave() throws Exception {
        var manifest = data.resolveSibling("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"rows\" : 30", "\"rows\" : 31"));
        refused("ValidationFailed", 1, "has 30 rows, the backup 31", "backup", "restore", "--into", "x");
    }

    @Test
    void wrongUse() throws Exception {
        assertThat(shop.belay("backup", "restore").exits(2).reason()).isEqualTo("PolicyInvalid");
        assertThat(shop.belay("backup", "create", "--tier", "nightly").exits(2).err())
                .contains("it has daily");
        assertThat(shop.belay("backup", "show", "../../etc").exits(2).err()).contains("is not the id of a backup");
        assertThat(shop.belay("backup", "show", "20260101T000000Z-daily-000000")
                        .exits(1)
                        .reason())
                .isEqualTo("BackupNotFound");
        Files.delete(shop.secretFile("shop-db", "password"));
        assertThat(shop.belay("backup", "create").exits(1).reason()).isEqualTo("SecretMissing");
    }
}
