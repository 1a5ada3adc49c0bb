package dev.belay.agent.repository;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads an object, and goes on where it was when the connection breaks: a large one outlives many of them. */
final class S3Read extends BlockStream {
    /** Without a byte in between. */
    private static final int MOST_BREAKS = 5;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final String version;
    private final long length;
    private @Nullable ResponseInputStream<GetObjectResponse> in;
    private long at;
    private int breaks;

    S3Read(S3Client client, String bucket, String key) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        in = client.getObject(r -> r.bucket(bucket).key(key));
        version = in.response().eTag();
        length = in.response().contentLength();
    }

    @Override
    public int read(byte[] into, int offset, int wanted) throws IOException {
        while (at < length && wanted > 0) {
            try {
                var read = opened().read(into, offset, wanted);
                if (read < 0) {
                    throw new IOException("the connection ended at byte " + at + " of " + length);
                }
                at += read;
                breaks = 0;
                return read;
            } catch (IOException | SdkException e) {
                giveUp();
                if (++breaks > MOST_BREAKS) {
                    throw new IOException(e.getMessage(), e);
                }
            }
        }
        return wanted == 0 ? 0 : -1;
    }

    /** The SDK pauses between its own attempts to open; what it opens must still be the same object. */
    private ResponseInputStream<GetObjectResponse> opened() {
        if (in == null) {
            in = client.getObject(
                    r -> r.bucket(bucket).key(key).ifMatch(version).range("bytes=" + at + "-"));
        }
        return in;
    }

    /** Not closed: that would read to the end of the object. */
    private void giveUp() {
        if (in != null) {
            in.abort();
            in = null;
        }
    }

    @Override
    public void close() {
        giveUp();
    }
}
