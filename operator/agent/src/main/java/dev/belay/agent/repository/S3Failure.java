package dev.belay.agent.repository;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.net.URI;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** The failures of an S3 service in ours. */
final class S3Failure {
    private S3Failure() {}

    static AgentException of(S3Client client, String place, SdkException e) {
        if (e instanceof NoSuchBucketException) {
            return new AgentException(
                    Reason.RepositoryUnreachable, place + ": there is no such bucket; create it first", e);
        }
        if (words(e).startsWith("Unable to load credentials")) {
            return new AgentException(
                    Reason.SecretMissing,
                    place + ": the policy names no credentials, and none are to be found here by other means (web"
                            + " identity, container, instance profile); set spec.repository.s3.credentials",
                    e);
        }
        if (!(e instanceof AwsServiceException answer)) {
            return new AgentException(
                    Reason.RepositoryUnreachable, place + ": no answer from " + service(client) + ": " + words(e), e);
        }
        return switch (answer.statusCode()) {
            case 404 -> new AgentException(Reason.BackupNotFound, place + ": there is no such object", e);
            case 401, 403 ->
                new AgentException(
                        Reason.RepositoryDenied,
                        place + ": refused: " + words(answer) + "; check the credentials and what they allow",
                        e);
            case 507 -> new AgentException(Reason.NotEnoughSpace, place + ": is full: " + words(answer), e);
            default -> new AgentException(Reason.RepositoryUnreachable, place + ": failed: " + words(answer), e);
        };
    }

    private static String service(S3Client client) {
        var configuration = client.serviceClientConfiguration();
        return configuration.endpointOverride().map(URI::toString).orElseGet(() -> "S3 in " + configuration.region());
    }

    private static String words(SdkException e) {
        if (e instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
            var details = answer.awsErrorDetails();
            return details.errorCode() + ": " + details.errorMessage();
        }
        return String.valueOf(e.getMessage());
    }
}
