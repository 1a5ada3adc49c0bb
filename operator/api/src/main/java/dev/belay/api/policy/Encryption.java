package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How backups are encrypted before they leave the Job: exactly one of the fields is set. */
@ValidationRule(
        value = "[has(self.age), has(self.aes256), has(self.none)].exists_one(given, given)",
        message =
                "a policy has exactly one encryption: set one of age, aes256 and none (none must be spelled out), and no other")
public record Encryption(
        @JsonPropertyDescription("The age format (X25519): a backup opens with the age program alone.") @Nullable
        Age age,

        @JsonPropertyDescription("AES-256-GCM with a keyset of Tink: the same key locks and opens.") @Nullable
        Aes256 aes256,

        @JsonPropertyDescription("No encryption. Whoever reads the repository reads the data.") @Nullable
        None none) {

    /** Nothing to say: {@code none: {}}. */
    public record None() {}
}
