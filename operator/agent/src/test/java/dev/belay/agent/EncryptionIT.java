package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.encryption.AesKeyset;
import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.fixture.SlowDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of encryption from the dump to the restored database, through changes of its keys. */
class EncryptionIT {
    @RegisterExtension
    static final ShopServer SERVER = new ShopServer();

    @TempDir
    Path folder;

    @Test
    void eitherIdentityOfTwoRecipientsRestores() throws Exception {
        var shop = SERVER.shop(folder);
        var second = AgeIdentity.generate();
        shop.encryptBy("age: {recipients: [" + shop.identity().recipient() + ", " + second.recipient()
                + "], identity: {secretName: shop-age}}");
        shop.backup();
        for (var one : List.of(shop.identity(), second)) {
            shop.secret("shop-age", "identity", one.secret());
            restores(shop, one.recipient());
        }
        shop.secret("shop-age", "identity", AgeIdentity.generate().secret());
        assertThat(shop.belay("backup", "restore", "--into", "never").exits(1).reason())
                .isEqualTo("IdentityWrong");
        shop.secret("shop-age", "identity", AgeIdentity.generate().secret() + "\n" + second.secret() + "\n");
        restores(shop, "by a file of two");
    }

    @Test
    void aes256GoesThereAndBackThroughARotation() throws Exception {
        var shop = SERVER.shop(folder);
        shop.encryptBy("aes256: {keyset: {secretName: shop-keyset}}");
        assertThat(shop.belay("backup", "create").exits(1).reason()).isEqualTo("SecretMissing");
        var keyset = AesKeyset.generate();
        shop.secret("shop-keyset", "keyset", keyset.secret());
        var old = shop.backup();
        var rotated = keyset.rotated();
        shop.secret("shop-keyset", "keyset", rotated.secret());
        var fresh = shop.backup();
        assertThat(recipients(shop, old)).isEqualTo("[\"" + keyset.primary() + "\"]");
        assertThat(recipients(shop, fresh)).isEqualTo("[\"" + rotated.primary() + "\"]");
        assertThat(shop.belay("backup", "verify", old)
                        .exits(0)
                        .json()
                        .path("opened")
                        .asBoolean())
                .isTrue();
        shop.belay("backup", "restore", old, "--into", "aes old").exits(0);
        shop.belay("backup", "restore", fresh, "--into", "aes new").exits(0);
        assertThat(SERVER.content("aes old"))
                .isEqualTo(SERVER.content("aes new"))
                .isEqualTo(SERVER.content("shop"));

        shop.secret("shop-keyset", "keyset", keyset.secret());
        assertThat(shop.belay("backup", "restore", fresh, "--into", "never")
                        .exits(1)
                        .reason())
                .isEqualTo("IdentityWrong");
        assertThat(SERVER.databases()).doesNotContain("never");
    }

    @Test
    void anAes256BackupBroughtByHandAndItsDefinitionsAlone() throws Exception {
        var shop = SERVER.shop(folder);
        shop.encryptBy("aes256: {keyset: {secretName: shop-keyset}}");
        shop.secret("shop-keyset", "keyset", AesKeyset.generate().secret());
        var id = shop.backup();
        var definitions = shop.belay("backup", "restore", "--into", "aes definitions", "--schema-only")
                .exits(0)
                .json()
                .path("restore");
        assertThat(definitions.path("rows").asInt(-1)).isZero();
        assertThat(definitions.path("tables").asInt()).isEqualTo(7);
        assertThat(SlowDatabase.query(SERVER.postgres(), "aes definitions", "SELECT count(*)::text FROM customers"))
                .containsExactly("0");

        var brought = Files.createDirectories(folder.resolve("usb").resolve(id));
        for (var name : List.of("data", "manifest.json")) {
            Files.copy(shop.backup(id).resolve(name), brought.resolve(name));
        }
        shop.belay("backup", "restore", "--file", brought.toString(), "--into", "aes brought")
                .exits(0);
        assertThat(SERVER.content("aes brought")).isEqualTo(SERVER.content("shop"));

        Files.delete(brought.resolve("manifest.json"));
        var lone = shop.belay(
                        "backup", "restore", "--file", brought.resolve("data").toString(), "--into", "aes lone")
                .exits(0);
        assertThat(lone.err()).contains("there is no manifest.json beside");
        assertThat(lone.json().path("restore").path("rows").asInt()).isEqualTo(5235);
        var elsewhere =
                Files.move(brought.resolve("data"), folder.resolve("usb").resolve("data"));
        assertThat(shop.belay("backup", "restore", "--file", elsewhere.toString(), "--into", "never")
                        .exits(1)
                        .err())
                .contains("it lies in no folder of its backup's id");
        assertThat(SERVER.databases()).doesNotContain("never");
    }

    /** The key of the kind that the policy has now is not that of a backup from before. */
    @Test
    void aBackupOfAnotherKindSaysWhatIsMissing() throws Exception {
        var shop = SERVER.shop(folder);
        shop.backup();
        shop.encryptBy("aes256: {keyset: {secretName: shop-keyset}}");
        shop.secret("shop-keyset", "keyset", AesKeyset.generate().secret());
        var restored = shop.belay("backup", "restore", "--into", "never").exits(1);
        assertThat(restored.reason()).isEqualTo("IdentityMissing");
        assertThat(restored.err()).contains("spec.encryption.age.identity.secretName");
        assertThat(shop.belay("backup", "verify").exits(0).json().path("opened").asBoolean())
                .isFalse();
    }

    @Test
    void withoutEncryptionOnlyWhenSpelledOut() throws Exception {
        var shop = SERVER.shop(folder);
        shop.encryptBy("");
        assertThat(shop.belay("backup", "create").exits(2).err()).contains("none must be spelled out");
        shop.encryptBy("none: {}");
        shop.backup();
        restores(shop, "in clear");
    }

    private static String recipients(Shop shop, String id) throws Exception {
        return shop.belay("backup", "show", id)
                .exits(0)
                .json()
                .path("encryption")
                .path("recipients")
                .toString();
    }

    private static void restores(Shop shop, String into) throws Exception {
        shop.belay("backup", "restore", "--into", into).exits(0);
        assertThat(SERVER.content(into)).isEqualTo(SERVER.content("shop"));
    }
}
