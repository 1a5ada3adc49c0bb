package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How backups are encrypted before they leave the Job: exactly one of the fields is set. */
@ValidationRule(
        value = "has(self.age) != has(self.none)",
        message = "a policy has exactly one encryption: set either age or none (none must be spelled out), not both")
public record Encryption(
        @JsonPropertyDescription("The age format (X25519): a backup opens with the age program alone.") @Nullable
        Age age,

        @JsonPropertyDescription("No encryption. Whoever reads the repository reads the data.") @Nullable
        None none) {

    /** Nothing to say: {@code none: {}}. */
    public record None() {}
}
