package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where the backups lie: exactly one of the fields is set. */
@ValidationRule(
        value = "has(self.s3) != has(self.volume)",
        message = "a policy has exactly one repository: set either s3 or volume, not both and not none")
public record Repository(
        @JsonPropertyDescription("A bucket of an S3 service.") @Nullable
        S3 s3,

        @JsonPropertyDescription("A PersistentVolumeClaim, or a folder on one machine.") @Nullable
        Volume volume) {}
