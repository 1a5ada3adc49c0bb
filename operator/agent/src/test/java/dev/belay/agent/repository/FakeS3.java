package dev.belay.agent.repository;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** A store of one object that remembers what it was asked, and fails where it is told to. */
final class FakeS3 implements S3Client {
    final List<S3Request> asked = new ArrayList<>();
    final List<Integer> partSizes = new ArrayList<>();
    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    byte @Nullable [] object;
    boolean knowsChecksums = true;
    boolean losesTheAnswerToComplete;
    boolean losesTheUpload;
    /** After how many bytes each connection of a read breaks; 0: never. */
    int breaksAfter;

    /** Read twice, as for a second attempt. */
    private byte[] taken(RequestBody body) {
        try (var first = body.contentStreamProvider().newStream();
                var second = body.contentStreamProvider().newStream()) {
            first.readNBytes(3);
            return second.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        asked.add(request);
        object = taken(body);
        return PutObjectResponse.builder()
                .checksumCRC32C(knowsChecksums ? request.checksumCRC32C() : null)
                .build();
    }

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(CreateMultipartUploadRequest request) {
        asked.add(request);
        return CreateMultipartUploadResponse.builder().uploadId("1").build();
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
        asked.add(request);
        var bytes = taken(body);
        partSizes.add(bytes.length);
        arrived.writeBytes(bytes);
        return UploadPartResponse.builder()
                .eTag("part")
                .checksumCRC32C(knowsChecksums ? request.checksumCRC32C() : null)
                .build();
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(CompleteMultipartUploadRequest request) {
        asked.add(request);
        if (!losesTheUpload) {
            object = arrived.toByteArray();
        }
        if (losesTheUpload || losesTheAnswerToComplete) {
            throw NoSuchUploadException.builder().statusCode(404).build();
        }
        return CompleteMultipartUploadResponse.builder().build();
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
        asked.add(request);
        return AbortMultipartUploadResponse.builder().build();
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        return HeadObjectResponse.builder().contentLength((long) there().length).build();
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
        asked.add(request);
        var from =
                request.range() == null ? 0 : Integer.parseInt(request.range().replaceAll("\\D", ""));
        var length = there().length - from;
        var sent = breaksAfter == 0 ? length : Math.min(length, breaksAfter);
        return new ResponseInputStream<>(
                GetObjectResponse.builder()
                        .contentLength((long) length)
                        .eTag("version")
                        .build(),
                AbortableInputStream.create(new ByteArrayInputStream(there(), from, sent)));
    }

    private byte[] there() {
        if (object == null) {
            throw NoSuchKeyException.builder().statusCode(404).build();
        }
        return object;
    }

    @Override
    public String serviceName() {
        return "s3";
    }

    @Override
    public void close() {
        // nothing is open
    }
}
