package dev.belay.agent.repository;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Secrets;
import dev.belay.api.policy.S3;
import dev.belay.api.policy.SecretRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes the client that a policy describes. */
final class S3Connection {
    /** How long one attempt of a request may take that sends next to nothing. */
    static final Duration ATTEMPT = Duration.ofMinutes(5);

    static final int ATTEMPTS = 6;

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final String CERTIFICATES = "ca.crt";

    private S3Connection() {}

    static S3Client open(S3 s3, Secrets secrets) {
        var builder = S3Client.builder()
                .region(Region.of(Objects.requireNonNullElse(s3.region(), S3.DEFAULT_REGION)))
                .forcePathStyle(Objects.requireNonNullElse(s3.pathStyle(), s3.endpoint() != null))
                // We send checksums of our own as plain headers: many stores do not know the SDK's trailers.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
                .overrideConfiguration(c -> c.retryStrategy(retries())
                        .apiCallAttemptTimeout(ATTEMPT)
                        .apiCallTimeout(ATTEMPT.multipliedBy(ATTEMPTS)));
        var http = UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE);
        var named = s3.credentials();
        if (named != null) {
            builder.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                    secrets.text(named, "accessKeyId"), secrets.secret(named, "secretAccessKey"))));
            if (secrets.has(named, CERTIFICATES)) {
                var trusted = trusted(named, secrets);
                http.tlsTrustManagersProvider(() -> trusted);
            }
        }
        if (s3.endpoint() != null) {
            builder.endpointOverride(URI.create(s3.endpoint()));
        }
        return builder.httpClientBuilder(http).build();
    }

    /** Pauses double and vary, so that many clients of a store that is down do not come back at the same moment. */
    private static StandardRetryStrategy retries() {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(ATTEMPTS)
                .backoffStrategy(BackoffStrategy.exponentialDelayHalfJitter(Duration.ofMillis(200), LONGEST_PAUSE))
                .throttlingBackoffStrategy(
                        BackoffStrategy.exponentialDelayHalfJitter(Duration.ofSeconds(1), LONGEST_PAUSE))
                .build();
    }

    /** The authorities of the secret, and no others: as PostgreSQL's {@code sslrootcert} does it. */
    private static TrustManager[] trusted(SecretRef named, Secrets secrets) {
        var pem = secrets.text(named, CERTIFICATES).getBytes(StandardCharsets.UTF_8);
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var number = 0;
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            if (number == 0) {
                throw new GeneralSecurityException("it holds none");
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new AgentException(
                    Reason.PolicyInvalid,
                    secrets.file(named, CERTIFICATES) + " holds no certificates in PEM: " + e.getMessage(),
                    e);
        }
    }
}
