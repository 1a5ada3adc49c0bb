package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.fixture.S3Server;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.policy.PolicyFile;
import dev.belay.agent.policy.Secrets;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Repositories;
import dev.belay.agent.repository.Repository;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;

/** Encrypting anew where the store keeps the old object from being deleted. */
class LockedRewrapIT {
    private static final String BUCKET = "locked-rewrap";

    @RegisterExtension
    static final ShopServer SERVER = new ShopServer();

    @RegisterExtension
    static final S3Server S3 = new S3Server();

    @TempDir
    Path folder;

    @Test
    void whatIsLockedStaysIsToldAndGoesWhenTheLockIsGone() throws Exception {
        S3.createBucketWithLock(BUCKET);
        var shop = Shop.onS3(folder, SERVER.postgres(), "shop", S3, BUCKET);
        var id = shop.backup();
        var old = "shop/" + id + "/data";
        hold(old, ObjectLockLegalHoldStatus.ON);
        var fresh = AgeIdentity.generate();
        shop.encryptBy("age: {recipients: [" + fresh.recipient() + "], identity: {secretName: shop-age}}");
        shop.secret("shop-age", "identity", shop.identity().secret() + "\n" + fresh.secret());
        assertThat(shop.belay("backup", "rewrap", id).exits(0).err())
                .contains("its old data stays, and opens with the old key: on legal hold")
                .doesNotContain("its old globals");
        shop.secret("shop-age", "identity", fresh.secret());
        shop.belay("backup", "verify", id).exits(0);
        try (var repository = Repositories.of(
                PolicyFile.read(folder.resolve("policy.yaml")).spec().repository(),
                new Secrets(folder.resolve("secrets")))) {
            sweepAsOfTomorrow(repository);
            assertThat(keys(repository)).contains(old);
            hold(old, ObjectLockLegalHoldStatus.OFF);
            sweepAsOfTomorrow(repository);
            assertThat(keys(repository)).doesNotContain(old);
        }
        shop.belay("backup", "verify", id).exits(0);
    }

    private static void sweepAsOfTomorrow(Repository repository) {
        new Leftovers(repository, "shop", Progress.NONE).delete(Instant.now().plusSeconds(86_400));
    }

    private static List<String> keys(Repository repository) {
        return repository.list("shop/").stream().map(o -> o.key()).toList();
    }

    private static void hold(String key, ObjectLockLegalHoldStatus status) throws Exception {
        try (var client = S3.client()) {
            client.putObjectLegalHold(r -> r.bucket(BUCKET).key("team/a/" + key).legalHold(h -> h.status(status)));
        }
    }
}
