package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.backup.Verification;
import dev.belay.agent.encryption.AesKeyset;
import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.S3Server;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups that are encrypted anew to other keys. */
class RewrapIT {
    @RegisterExtension
    static final ShopServer SERVER = new ShopServer();

    private static final int KILLS = 6;
    private static final int LONGEST_STEP_MILLIS = 50;

    @RegisterExtension
    static final S3Server S3 = new S3Server();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void toOtherRecipientsTheOldIdentityOpensThemNoMore(boolean s3) throws Exception {
        var shop = s3 ? Shop.onS3(folder, SERVER.postgres(), "shop", S3, "rewrap") : SERVER.shop(folder);
        var first = shop.backup();
        var second = shop.backup();
        var fresh = AgeIdentity.generate();
        shop.secret("shop-age", "identity", shop.identity().secret() + "\n" + fresh.secret() + "\n");
        var tooEarly = shop.belay("backup", "rewrap", "--all").exits(0);
        assertThat(tooEarly.json().path("rewrapped")).isEmpty();
        assertThat(tooEarly.err()).contains("warning", fresh.recipient(), "spec.encryption.age.recipients");
        shop.encryptBy(age(fresh.recipient()));

        var one = shop.belay("backup", "rewrap", first).exits(0).json();
        assertThat(one.path("rewrapped")).singleElement().satisfies(id -> assertThat(id.asText())
                .isEqualTo(first));
        var rewrapAll = shop.belay("backup", "rewrap", "--all").exits(0);
        assertThat(rewrapAll.err()).doesNotContain("warning");
        var all = rewrapAll.json();
        assertThat(all.path("rewrapped")).singleElement().satisfies(id -> assertThat(id.asText())
                .isEqualTo(second));
        assertThat(all.path("current")).singleElement().satisfies(id -> assertThat(id.asText())
                .isEqualTo(first));

        shop.secret("shop-age", "identity", shop.identity().secret());
        assertThat(shop.belay("backup", "restore", first, "--into", "never")
                        .exits(1)
                        .reason())
                .isEqualTo("IdentityWrong");
        shop.secret("shop-age", "identity", fresh.secret());
        for (var id : List.of(first, second)) {
            var into = "fresh " + s3 + id;
            shop.belay("backup", "restore", id, "--into", into).exits(0);
            assertThat(SERVER.content(into)).isEqualTo(SERVER.content("shop"));
        }
        assertThat(shop.belay("backup", "list").exits(0).json()).hasSize(2);
    }

    @Test
    void fromKindToKindWithTheOldKeyNamed() throws Exception {
        var shop = SERVER.shop(folder);
        shop.encryptBy("none: {}");
        var id = shop.backup();
        shop.encryptBy(age(shop.identity().recipient()));
        shop.belay("backup", "rewrap", id).exits(0);
        var identity = Files.writeString(
                folder.resolve("old identity"), shop.identity().secret());

        shop.encryptBy("aes256: {keyset: {secretName: shop-keyset}}");
        var keyset = AesKeyset.generate();
        shop.secret("shop-keyset", "keyset", keyset.secret());
        var missing = shop.belay("backup", "rewrap", id).exits(1);
        assertThat(missing.reason()).isEqualTo("IdentityMissing");
        assertThat(missing.err()).contains("--identity");
        shop.belay("backup", "rewrap", id, "--identity", identity.toString()).exits(0);
        shop.secret("shop-keyset", "keyset", keyset.rotated().secret());
        shop.belay("backup", "rewrap", id).exits(0);
        shop.belay("backup", "restore", id, "--into", "by aes").exits(0);
        assertThat(SERVER.content("by aes")).isEqualTo(SERVER.content("shop"));
        assertThat(backupFiles(shop, id)).noneMatch(name -> name.equals("data") || name.equals("globals"));

        var old = Files.writeString(
                folder.resolve("other keyset"), AesKeyset.generate().secret());
        shop.encryptBy(age(shop.identity().recipient()));
        assertThat(shop.belay("backup", "rewrap", id, "--keyset", old.toString())
                        .exits(1)
                        .reason())
                .isEqualTo("IdentityWrong");
        shop.belay(
                        "backup",
                        "rewrap",
                        id,
                        "--keyset",
                        shop.secretFile("shop-keyset", "keyset").toString())
                .exits(0);
        assertThat(shop.belay("backup", "verify", id)
                        .exits(0)
                        .json()
                        .path("opened")
                        .asBoolean())
                .isTrue();
    }

    private static List<String> backupFiles(Shop shop, String id) throws Exception {
        try (var files = Files.list(shop.backup(id))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void withAllOneThatCannotBeOpenedKeepsNoOtherFromIt() throws Exception {
        var shop = SERVER.shop(folder);
        var good = shop.backup();
        shop.encryptBy(age(AgeIdentity.generate().recipient()));
        var strange = shop.backup();
        shop.encryptBy(age(AgeIdentity.generate().recipient()));
        var result = shop.belay("backup", "rewrap", "--all").exits(1).json();
        assertThat(result.path("ok").asBoolean()).isFalse();
        assertThat(result.path("rewrapped")).singleElement().satisfies(id -> assertThat(id.asText())
                .isEqualTo(good));
        assertThat(result.path("failed")).singleElement().satisfies(failure -> {
            assertThat(failure.path("id").asText()).isEqualTo(strange);
            assertThat(failure.path("reason").asText()).isEqualTo("IdentityWrong");
        });
        shop.belay("backup", "rewrap").exits(2);
        shop.belay("backup", "rewrap", good, "--all").exits(2);
    }

    /** Killed at any moment, every backup opens as its manifest says, and a later run brings it to the new key. */
    @Test
    void killedAnywhereNothingIsLost() throws Exception {
        var seed = new Random().nextLong();
        System.out.println("RewrapIT.killedAnywhereNothingIsLost: seed " + seed);
        var random = new Random(seed);
        var shop = SERVER.shop(folder);
        var other = AgeIdentity.generate();
        shop.secret("shop-age", "identity", shop.identity().secret() + "\n" + other.secret() + "\n");
        var ids = List.of(shop.backup(), shop.backup(), shop.backup());
        var midway = 0;
        for (var kill = 0; kill < KILLS; kill++) {
            var to = kill % 2 == 0 ? other : shop.identity();
            shop.encryptBy(age(to.recipient()));
            var process = Agent.start(
                    shop.arguments("backup", "rewrap", "--all"), folder.resolve("out"), folder.resolve("err"));
            var step = 1 + random.nextInt(ids.size());
            while (process.isAlive() && Files.readString(folder.resolve("err")).split(" anew").length <= step) {
                Thread.sleep(1);
            }
            Thread.sleep(random.nextInt(LONGEST_STEP_MILLIS));
            process.destroyForcibly();
            process.waitFor();
            var done = 0;
            for (var id : ids) {
                opens(shop, id, other);
                done += Files.readString(shop.backup(id).resolve("manifest.json"))
                                .contains(to.recipient())
                        ? 1
                        : 0;
            }
            System.out.println("  kill " + kill + ": " + done + " of " + ids.size() + " done");
            midway += done > 0 && done < ids.size() ? 1 : 0;
            shop.belay("backup", "rewrap", "--all").exits(0);
        }
        System.out.println("RewrapIT.killedAnywhereNothingIsLost: killed midway " + midway + " times of " + KILLS);
        shop.belay("backup", "restore", ids.getFirst(), "--into", "after kills").exits(0);
        assertThat(SERVER.content("after kills")).isEqualTo(SERVER.content("shop"));
    }

    /** As its manifest says, with the keys of both. */
    private void opens(Shop shop, String id, AgeIdentity other) {
        var backup = StoredBackup.at(new FolderRepository(folder.resolve("repository")), "shop/" + id + "/");
        var decryption = new Decryption.Age(List.of(shop.identity(), other));
        decryption.mustOpen(backup.manifest().encryption().recipients());
        assertThat(new Verification(backup, Progress.NONE).run(decryption).ok()).isTrue();
    }

    private static String age(String recipient) {
        return "age: {recipients: [" + recipient + "], identity: {secretName: shop-age}}";
    }
}
