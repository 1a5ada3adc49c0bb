package dev.belay.agent.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.fixture.S3Server;
import dev.belay.agent.policy.Secrets;
import dev.belay.api.policy.S3;
import dev.belay.api.policy.SecretRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

class S3RepositoryIT extends RepositoryContract {
    @RegisterExtension
    static final S3Server SERVER = new S3Server();

    private static int bucket;

    @TempDir
    Path folder;

    private S3 s3;

    @BeforeEach
    void createBucket() throws IOException {
        Files.createDirectories(folder.resolve("s3"));
        Files.writeString(folder.resolve("s3/accessKeyId"), SERVER.accessKeyId());
        Files.writeString(folder.resolve("s3/secretAccessKey"), SERVER.secretAccessKey());
        var name = "contract-" + bucket++;
        SERVER.createBucket(name);
        s3 = new S3(SERVER.endpoint(), null, name, "a/b", null, null, null, new SecretRef("s3"));
    }

    @Override
    Repository repository() {
        return S3Repository.open(s3, new Secrets(folder));
    }

    @Override
    int leftovers() {
        try (var client = S3Connection.open(s3, new Secrets(folder))) {
            return client.listMultipartUploads(r -> r.bucket(s3.bucket()))
                    .uploads()
                    .size();
        }
    }

    /** As at the end of a very large backup: the store gets parts from a file. */
    @Test
    void partsThatDoNotFitIntoMemoryArriveWhole() throws Exception {
        var sizes = new PartSizes(5 << 20, 1, 1, 20 << 20, 10_000);
        var bytes = new byte[42 << 20];
        new Random(2).nextBytes(bytes);
        try (var repository = new S3Repository(S3Connection.open(s3, new Secrets(folder)), s3, sizes)) {
            try (var upload = repository.create("shop/6/data")) {
                upload.channel().write(ByteBuffer.wrap(bytes));
                upload.complete();
            }
            var sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            repository.confirm("shop/6/data", bytes.length, sha256);
            try (var in = repository.open("shop/6/data")) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void tellsUntilWhenAnObjectIsLocked() {
        SERVER.createBucketWithLock("locked");
        var place = new S3(SERVER.endpoint(), null, "locked", null, null, null, null, new SecretRef("s3"));
        var until = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3600);
        try (var client = S3Connection.open(place, new Secrets(folder));
                var repository = S3Repository.open(place, new Secrets(folder))) {
            repository.put("shop/1/data", new byte[1]);
            repository.put("shop/2/data", new byte[1]);
            client.putObjectRetention(
                    r -> r.bucket("locked").key("shop/1/data").retention(l -> l.mode(ObjectLockRetentionMode.GOVERNANCE)
                            .retainUntilDate(until)));
            client.putObjectLegalHold(
                    r -> r.bucket("locked").key("shop/2/data").legalHold(l -> l.status(ObjectLockLegalHoldStatus.ON)));
            assertThat(repository.lock("shop/1/data")).contains(new Lock(until));
            assertThat(repository.lock("shop/2/data")).contains(new Lock(null));
        }
    }

    @Test
    void ofAnObjectWithoutALockThereIsNone() {
        try (var repository = repository()) {
            repository.put("shop/1/data", new byte[1]);
            assertThat(repository.lock("shop/1/data")).isEmpty();
        }
    }

    @Test
    void aBucketThatIsNotThereIsFoundOutBeforehand() {
        var nowhere = new S3(SERVER.endpoint(), null, "nowhere", null, null, null, null, new SecretRef("s3"));
        try (var repository = S3Repository.open(nowhere, new Secrets(folder))) {
            assertThatThrownBy(() -> repository.prepare("shop/")).hasMessageContaining("there is no such bucket");
        }
    }
}
