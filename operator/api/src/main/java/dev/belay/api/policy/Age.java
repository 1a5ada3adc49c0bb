package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encryption to public keys, as <a href="https://age-encryption.org/v1">age-encryption.org/v1</a> specifies.
 *
 * @param recipients public keys, {@code age1…}; any one of their identities opens a backup
 * @param identity key {@code identity}; needed, and mounted, only where a backup is read
 */
public record Age(
        @Required
        @Size(min = 1, max = 32)
        @JsonPropertyDescription(
                "Public keys (age1…) that backups are encrypted to. Any one of the matching identities opens them.")
        List<String> recipients,

        @JsonPropertyDescription(
                "Secret with the key identity (AGE-SECRET-KEY-1…). Mounted only into Jobs that read backups.")
        @Nullable
        SecretRef identity) {
    /** What bech32 can write; whether its checksum fits is found where a backup is encrypted. */
    static final String RECIPIENT_PATTERN = "age1[02-9ac-hj-np-z]+";
}
