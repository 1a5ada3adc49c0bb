package dev.belay.agent.repository;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
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
    /** Parts grow, so that the 10,000 that S3 allows reach 200 GiB, and small uploads need little memory. */
    private static final int SMALLEST_PART = 8 << 20;

    private static final int GROW_AFTER = 2_000;
    private static final int LARGEST_PART = 32 << 20;
    private static final int MOST_PARTS = 10_000;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final Runnable confirmed;
    private final List<CompletedPart> parts = new ArrayList<>();
    private ByteBuffer part = ByteBuffer.allocateDirect(SMALLEST_PART);
    private @Nullable String uploadId;
    private boolean everyChecksumKnown = true;
    private boolean completed;

    S3Upload(S3Client client, String bucket, String key, Runnable confirmed) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.confirmed = confirmed;
    }

    @Override
    public WritableByteChannel channel() {
        return new UploadChannel(this::write);
    }

    private int write(ByteBuffer bytes) {
        var length = bytes.remaining();
        while (bytes.hasRemaining()) {
            if (!part.hasRemaining()) {
                sendPart();
            }
            var piece = bytes.slice(bytes.position(), Math.min(bytes.remaining(), part.remaining()));
            bytes.position(bytes.position() + piece.remaining());
            part.put(piece);
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
                client.completeMultipartUpload(
                        r -> r.bucket(bucket).key(key).uploadId(uploadId).multipartUpload(u -> u.parts(parts)));
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
        var checksum = checksum();
        var answer = client.putObject(r -> r.bucket(bucket).key(key).checksumCRC32C(checksum), body());
        everyChecksumKnown = checksum.equals(answer.checksumCRC32C());
    }

    private void sendPart() {
        if (parts.size() == MOST_PARTS) {
            throw new AgentException(Reason.NotEnoughSpace, place() + ": the backup is larger than S3 parts can hold");
        }
        try {
            if (uploadId == null) {
                uploadId = client.createMultipartUpload(
                                r -> r.bucket(bucket).key(key).checksumAlgorithm(ChecksumAlgorithm.CRC32_C))
                        .uploadId();
            }
            var number = parts.size() + 1;
            var checksum = checksum();
            var answer = client.uploadPart(
                    r -> r.bucket(bucket)
                            .key(key)
                            .uploadId(uploadId)
                            .partNumber(number)
                            .checksumCRC32C(checksum),
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
        part.clear();
        if (parts.size() % GROW_AFTER == 0 && part.capacity() < LARGEST_PART) {
            part = ByteBuffer.allocateDirect(2 * part.capacity());
        }
    }

    private String checksum() {
        var crc = new CRC32C();
        crc.update(part.duplicate().flip());
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) crc.getValue())
                        .array());
    }

    private RequestBody body() {
        var content = part.duplicate().flip();
        return RequestBody.fromContentProvider(
                () -> new BufferStream(content.duplicate()), content.remaining(), "application/octet-stream");
    }

    private String place() {
        return "s3://" + bucket + "/" + key;
    }

    /** What is not complete is given up. Where even that fails, the sweep of a later run finds it. */
    @Override
    public void close() {
        if (completed || uploadId == null) {
            return;
        }
        try {
            client.abortMultipartUpload(r -> r.bucket(bucket).key(key).uploadId(uploadId));
        } catch (SdkException e) {
            return;
        }
    }
}
