package dev.belay.agent.repository;

import dev.belay.agent.policy.Secrets;
import dev.belay.api.policy.S3;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes the client that a policy describes. */
final class S3Connection {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 5;

    private S3Connection() {}

    static S3Client open(S3 s3, Secrets secrets) {
        var credentials = AwsBasicCredentials.create(
                secrets.text(s3.credentials(), "accessKeyId"), secrets.secret(s3.credentials(), "secretAccessKey"));
        var builder = S3Client.builder()
                .region(Region.of(Objects.requireNonNullElse(s3.region(), S3.DEFAULT_REGION)))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .forcePathStyle(Objects.requireNonNullElse(s3.pathStyle(), s3.endpoint() != null))
                // We send checksums of our own as plain headers: many stores do not know the SDK's trailers.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
                .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(ATTEMPTS)))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE));
        if (s3.endpoint() != null) {
            builder.endpointOverride(URI.create(s3.endpoint()));
        }
        return builder.build();
    }
}
