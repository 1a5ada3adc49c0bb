package dev.belay.agent.repository;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Secrets;
import dev.belay.api.policy.S3;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;

/** A bucket of an S3 service, or a part of one. */
public final class S3Repository implements Repository {
    private final S3Client client;
    private final S3 s3;
    private final PartSizes sizes;
    private final String bucket;
    private final String prefix;
    /** Objects of whose every byte the store has said that its checksum agrees. */
    private final Set<String> confirmed = new HashSet<>();

    S3Repository(S3Client client, S3 s3, PartSizes sizes) {
        this.client = client;
        this.s3 = s3;
        this.sizes = sizes;
        bucket = s3.bucket();
        prefix = s3.prefix() == null || s3.prefix().isEmpty() ? "" : s3.prefix() + "/";
    }

    /** The bucket of a policy, with its credentials read. */
    public static S3Repository open(S3 s3, Secrets secrets) {
        return new S3Repository(S3Connection.open(s3, secrets), s3, PartSizes.OF_S3);
    }

    @Override
    public void prepare(String below) {
        // The bucket is made by whoever owns it. Whether it is there and we are let in shows without writing.
        asked(
                below,
                () -> client.listObjectsV2(
                        r -> r.bucket(bucket).prefix(prefix + below).maxKeys(1)));
    }

    @Override
    public Upload create(String key) {
        return create(key, (int) sizes.smallest());
    }

    private Upload create(String key, int memory) {
        return new S3Upload(client, s3, prefix + key, sizes, memory, () -> confirmed.add(key));
    }

    @Override
    public void put(String key, byte[] content) {
        try (var upload = create(key, (int) Math.min(sizes.smallest(), content.length))) {
            upload.channel().write(ByteBuffer.wrap(content));
            upload.complete();
        } catch (IOException e) {
            throw new AgentException(Reason.RepositoryUnreachable, place(key) + ": " + e, e);
        }
    }

    @Override
    public InputStream open(String key) {
        return asked(key, () -> new S3Read(client, bucket, prefix + key));
    }

    @Override
    public byte[] read(String key) {
        return asked(key, () -> client.getObjectAsBytes(
                        r -> r.bucket(bucket).key(prefix + key).checksumMode(ChecksumMode.ENABLED))
                .asByteArray());
    }

    @Override
    public List<StoredObject> list(String below) {
        return asked(
                below,
                () -> client.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix + below)).contents().stream()
                        .map(o -> new StoredObject(o.key().substring(prefix.length()), o.size(), o.lastModified()))
                        .toList());
    }

    @Override
    public void delete(String key) {
        asked(key, () -> client.deleteObject(r -> r.bucket(bucket).key(prefix + key)));
    }

    @Override
    public Optional<Lock> lock(String key) {
        var head = asked(key, () -> client.headObject(r -> r.bucket(bucket).key(prefix + key)));
        if (head.objectLockLegalHoldStatus() == ObjectLockLegalHoldStatus.ON) {
            return Optional.of(new Lock(null));
        }
        return Optional.ofNullable(head.objectLockRetainUntilDate()).map(Lock::new);
    }

    @Override
    public void confirm(String key, long bytes, String sha256) {
        var size = asked(key, () -> client.headObject(r -> r.bucket(bucket).key(prefix + key))
                .contentLength());
        if (size != bytes) {
            throw new AgentException(
                    Reason.RepositoryCorrupt, place(key) + ": holds " + size + " of " + bytes + " bytes sent");
        }
        if (!confirmed.contains(key)) {
            StoredDigest.mustBe(open(key), bytes, sha256, place(key));
        }
    }

    @Override
    public void sweep(String below, Instant before) {
        asked(below, () -> {
            var uploads =
                    client.listMultipartUploadsPaginator(r -> r.bucket(bucket).prefix(prefix + below));
            for (var upload : uploads.uploads()) {
                if (upload.initiated().isBefore(before)) {
                    client.abortMultipartUpload(
                            r -> r.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
                }
            }
            return below;
        });
    }

    @Override
    public void close() {
        client.close();
    }

    private <T> T asked(String key, Supplier<T> question) {
        try {
            return question.get();
        } catch (SdkException e) {
            throw S3Failure.of(client, place(key), e);
        }
    }

    private String place(String key) {
        return "s3://" + bucket + "/" + prefix + key;
    }
}
