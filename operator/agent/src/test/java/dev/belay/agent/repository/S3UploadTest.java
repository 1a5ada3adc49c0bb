package dev.belay.agent.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.api.policy.S3;
import dev.belay.api.policy.ServerSideEncryption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

class S3UploadTest {
    /** 10 + 10 + 10, 20 + 20, 40 + 40, and 50 from then on. */
    private static final PartSizes SIZES = new PartSizes(10, 3, 2, 50, 12);

    private final FakeS3 store = new FakeS3();
    private boolean confirmed;

    private S3Upload upload(@Nullable ServerSideEncryption encryption, @Nullable String key) {
        var s3 = new S3(null, null, "bucket", null, null, encryption, key, null);
        return new S3Upload(store, s3, "shop/1/data", SIZES, (int) SIZES.smallest(), () -> confirmed = true);
    }

    private void send(byte[] bytes) throws IOException {
        try (var upload = upload(null, null)) {
            upload.channel().write(ByteBuffer.wrap(bytes));
            upload.complete();
        }
    }

    @Test
    void whateverItsSizeAndHoweverItComesItArrives() throws IOException {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var i = 0; i < 500; i++) {
            var bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            var fresh = new FakeS3();
            var s3 = new S3(null, null, "bucket", null, null, null, null, null);
            try (var upload = new S3Upload(fresh, s3, "k", SIZES, 1 + random.nextInt(60), () -> {})) {
                for (var at = 0; at < bytes.length; ) {
                    var length = Math.min(1 + random.nextInt(70), bytes.length - at);
                    upload.channel().write(ByteBuffer.wrap(bytes, at, length));
                    at += length;
                }
                upload.complete();
            }
            assertThat(fresh.object).as("%d bytes, seed %d", bytes.length, seed).isEqualTo(bytes);
            for (var part = 1; part < fresh.partSizes.size(); part++) {
                assertThat(fresh.partSizes.get(part - 1).longValue())
                        .as("part %d of %d bytes, seed %d", part, bytes.length, seed)
                        .isEqualTo(SIZES.of(part));
            }
        }
    }

    @Test
    void everyRequestCarriesItsChecksum() throws IOException {
        send(new byte[45]);
        assertThat(store.asked)
                .filteredOn(UploadPartRequest.class::isInstance)
                .hasSize(4)
                .allSatisfy(r ->
                        assertThat(((UploadPartRequest) r).checksumCRC32C()).isNotEmpty());
        assertThat(confirmed).isTrue();
    }

    @Test
    void aStoreThatDoesNotKnowTheChecksumConfirmsNothing() throws IOException {
        store.knowsChecksums = false;
        send(new byte[45]);
        send(new byte[5]);
        assertThat(confirmed).isFalse();
    }

    @Test
    void asksForTheEncryptionOfThePolicy() throws IOException {
        try (var upload = upload(ServerSideEncryption.KMS, "key-7")) {
            upload.channel().write(ByteBuffer.allocate(5));
            upload.complete();
        }
        try (var upload = upload(ServerSideEncryption.AES256, null)) {
            upload.channel().write(ByteBuffer.allocate(11));
            upload.complete();
        }
        var put = (PutObjectRequest) store.asked.getFirst();
        assertThat(put.serverSideEncryptionAsString()).isEqualTo("aws:kms");
        assertThat(put.ssekmsKeyId()).isEqualTo("key-7");
        var created = (CreateMultipartUploadRequest) store.asked.get(1);
        assertThat(created.serverSideEncryptionAsString()).isEqualTo("AES256");
        assertThat(created.ssekmsKeyId()).isNull();
    }

    @Test
    void whatIsNotCompletedIsGivenUp() throws IOException {
        try (var upload = upload(null, null)) {
            upload.channel().write(ByteBuffer.allocate(45));
        }
        assertThat(store.asked.getLast()).isInstanceOf(AbortMultipartUploadRequest.class);
        assertThat(store.object).isNull();
    }

    @Test
    void moreThanThePartsCanHoldIsRefused() throws IOException {
        var most =
                (int) Arrays.stream(new long[] {3 * 10, 2 * 20, 2 * 40, 5 * 50}).sum();
        send(new byte[most]);
        assertThat(store.object).hasSize(most);
        assertThatThrownBy(() -> send(new byte[most + 1]))
                .satisfies(e -> assertThat(((AgentException) e).reason()).isEqualTo(Reason.NotEnoughSpace));
    }

    @Test
    void aLostAnswerIsNoFailureIfTheObjectIsThere() throws IOException {
        store.losesTheAnswerToComplete = true;
        send(new byte[45]);
        assertThat(store.object).hasSize(45);
        assertThat(confirmed).as("it is read back").isFalse();
    }

    @Test
    void aLostUploadIsAFailure() {
        store.losesTheUpload = true;
        assertThatThrownBy(() -> send(new byte[45])).isInstanceOf(AgentException.class);
        assertThat(store.asked.getLast()).isInstanceOf(AbortMultipartUploadRequest.class);
    }
}
