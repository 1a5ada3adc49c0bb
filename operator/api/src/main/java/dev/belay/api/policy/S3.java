package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of an S3 service.
 *
 * @param endpoint address of a service other than AWS, {@code http(s)://host[:port]}
 * @param region the bucket's region; anything for services that have none
 * @param bucket must exist
 * @param prefix what every key of ours starts with, without slashes at its ends; empty: the whole bucket
 * @param pathStyle {@code https://host/bucket/key} instead of {@code https://bucket.host/key}; by default where
 *     {@code endpoint} is set
 * @param serverSideEncryption what the service is asked to encrypt with; its own default where left out
 * @param kmsKeyId with {@link ServerSideEncryption#KMS}: which key, the service's default where left out
 * @param credentials keys {@code accessKeyId} and {@code secretAccessKey}, and {@code ca.crt} where the service's
 *     certificate is signed by an authority of one's own; where left out, what the AWS SDK finds: web identity,
 *     container or instance profile
 */
@ValidationRule(
        value = "!has(self.kmsKeyId) || (has(self.serverSideEncryption) && self.serverSideEncryption == 'aws:kms')",
        message = "kmsKeyId goes with serverSideEncryption: aws:kms")
public record S3(
        @Pattern("^https?://[^/ ]+/?$")
        @Size(max = 512)
        @JsonPropertyDescription("Address of an S3 service other than AWS, such as https://minio.storage.svc:9000.")
        @Nullable
        String endpoint,

        @Default("us-east-1")
        @Size(min = 1, max = 64)
        @JsonPropertyDescription("Region of the bucket. Default: us-east-1.")
        @Nullable
        String region,

        @Required @Size(min = 3, max = 63) @JsonPropertyDescription("Name of the bucket, which must exist.")
        String bucket,

        @Pattern("^([A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*)?$")
        @Size(max = 512)
        @JsonPropertyDescription("What every key starts with, without slashes at its ends. Default: the bucket's top.")
        @Nullable
        String prefix,

        @JsonPropertyDescription(
                "Address the bucket by path instead of by host name. Default: true where endpoint is set.")
        @Nullable
        Boolean pathStyle,

        @JsonPropertyDescription(
                "What the service is asked to encrypt with, on top of the policy's encryption. Default: the bucket's own.")
        @Nullable
        ServerSideEncryption serverSideEncryption,

        @Size(min = 1, max = 2048)
        @JsonPropertyDescription("With aws:kms: id or ARN of the key. Default: the service's own key.")
        @Nullable
        String kmsKeyId,

        @JsonPropertyDescription(
                "Secret with the keys accessKeyId and secretAccessKey, and ca.crt where the service's certificate is signed"
                        + " by an authority of one's own. Default: what the AWS SDK finds by itself, such as a web identity"
                        + " or an instance profile.")
        @Nullable
        SecretRef credentials) {

    public static final String DEFAULT_REGION = "us-east-1";
}
