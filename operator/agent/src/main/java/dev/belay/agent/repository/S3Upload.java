package dev.belay.agent.repository;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.api.policy.S3;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * One request for a small object, parts for a large one. Every request carries the CRC-32C of its bytes, which the
 * store checks on arrival; one that does not know it answers without it, and is read back afterwards.
 */
final class S3Upload implements Upload {
    /** A line slower than this is not one to wait for. */
    private static final long SLOWEST_BYTES_PER_SECOND = 64 << 10;

    private final S3Client client;
    private final S3 s3;
    private final String key;
    private final PartSizes sizes;
    private final Runnable confirmed;
    private final List<CompletedPart> parts = new ArrayList<>();
    private final Part part;
    private @Nullable String uploadId;
    private long sent;
    private boolean everyChecksumKnown = true;
    private boolean completed;

    /**
     * Begins one.
     *
     * @param memory bytes of a part that need no file
     * @param confirmed is told if the store has said of every byte that its checksum agrees
     */
    S3Upload(S3Client client, S3 s3, String key, PartSizes sizes, int memory, Runnable confirmed) {
        this.client = client;
        this.s3 = s3;
        this.key = key;
        this.sizes = sizes;
        this.confirmed = confirmed;
        part = new Part(memory);
    }

    @Override
    public WritableByteChannel channel() {
        return new UploadChannel(this::write);
    }

    private int write(ByteBuffer bytes) {
        var length = bytes.remaining();
        while (bytes.hasRemaining()) {
            var room = sizes.of(parts.size() + 1) - part.bytes();
            if (room == 0) {
                sendPart();
            } else {
                var piece = bytes.slice(bytes.position(), (int) Math.min(bytes.remaining(), room));
                bytes.position(bytes.position() + piece.remaining());
                part.add(piece);
            }
        }
        return length;
    }

    @Override
    public void complete() {
        try {
            if (uploadId == null) {
                sendWhole();
            } else {
                sendPart();
                completeParts();
            }
        } catch (SdkException e) {
            throw S3Failure.of(client, place(), e);
        }
        completed = true;
        if (everyChecksumKnown) {
            confirmed.run();
        }
    }

    private void sendWhole() {
        var checksum = part.checksum();
        var answer = client.putObject(
                r -> r.bucket(s3.bucket())
                        .key(key)
                        .checksumCRC32C(checksum)
                        .serverSideEncryption(encryption())
                        .ssekmsKeyId(s3.kmsKeyId())
                        .overrideConfiguration(longEnough(part.bytes())),
                body());
        everyChecksumKnown = checksum.equals(answer.checksumCRC32C());
    }

    private void sendPart() {
        if (parts.size() == sizes.most()) {
            throw new AgentException(Reason.NotEnoughSpace, place() + ": the backup is larger than S3 parts can hold");
        }
        try {
            if (uploadId == null) {
                uploadId = client.createMultipartUpload(r -> r.bucket(s3.bucket())
                                .key(key)
                                .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)
                                .serverSideEncryption(encryption())
                                .ssekmsKeyId(s3.kmsKeyId()))
                        .uploadId();
            }
            var number = parts.size() + 1;
            var checksum = part.checksum();
            var answer = client.uploadPart(
                    r -> r.bucket(s3.bucket())
                            .key(key)
                            .uploadId(uploadId)
                            .partNumber(number)
                            .checksumCRC32C(checksum)
                            .overrideConfiguration(longEnough(part.bytes())),
                    body());
            everyChecksumKnown &= checksum.equals(answer.checksumCRC32C());
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(answer.eTag())
                    .checksumCRC32C(answer.checksumCRC32C())
                    .build());
        } catch (SdkException e) {
            throw S3Failure.of(client, place(), e);
        }
        sent += part.bytes();
        part.clear();
    }

    private void completeParts() {
        try {
            client.completeMultipartUpload(
                    r -> r.bucket(s3.bucket()).key(key).uploadId(uploadId).multipartUpload(u -> u.parts(parts)));
        } catch (SdkException e) {
            // The answer to a first attempt may be lost: the second then finds no such upload, and the object is there.
            if (!isThere()) {
                throw e;
            }
            everyChecksumKnown = false;
        }
    }

    private boolean isThere() {
        try {
            return client.headObject(r -> r.bucket(s3.bucket()).key(key)).contentLength() == sent;
        } catch (SdkException e) {
            return false;
        }
    }

    private @Nullable String encryption() {
        var asked = s3.serverSideEncryption();
        return asked == null ? null : asked.text();
    }

    /** Large parts on slow lines take their time, and yet no request may wait for ever. */
    private static Consumer<AwsRequestOverrideConfiguration.Builder> longEnough(long bytes) {
        var attempt = S3Connection.ATTEMPT.plus(Duration.ofSeconds(bytes / SLOWEST_BYTES_PER_SECOND));
        return c -> c.apiCallAttemptTimeout(attempt).apiCallTimeout(attempt.multipliedBy(S3Connection.ATTEMPTS));
    }

    private RequestBody body() {
        return RequestBody.fromContentProvider(part::open, part.bytes(), "application/octet-stream");
    }

    private String place() {
        return "s3://" + s3.bucket() + "/" + key;
    }

    /** What is not complete is given up. Where even that fails, the sweep of a later run finds it. */
    @Override
    public void close() {
        part.close();
        if (completed || uploadId == null) {
            return;
        }
        try {
            client.abortMultipartUpload(r -> r.bucket(s3.bucket()).key(key).uploadId(uploadId));
        } catch (SdkException e) {
            return;
        }
    }
}
