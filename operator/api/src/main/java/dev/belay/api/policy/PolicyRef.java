package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * Points at a BackupPolicy in the same namespace.
 *
 * @param name the policy's {@code metadata.name}
 */
public record PolicyRef(
        @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of a BackupPolicy in this namespace.")
        String name) {}
