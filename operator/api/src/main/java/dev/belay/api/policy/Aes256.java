package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/**
 * AES-256-GCM with a keyset of Tink, for those whose rules ask for AES. The same key locks and opens.
 *
 * @param keyset key {@code keyset}; needed, and mounted, wherever backups are written or read
 */
public record Aes256(
        @Required
        @JsonPropertyDescription(
                "Secret with the key keyset, a Tink JSON keyset as 'belay keygen --aes256' makes it. Mounted into every Job: the same key locks and opens.")
        SecretRef keyset) {}
