package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * Names a directory of secret files: a Secret mounted into the Job, or a folder below {@code --secrets}.
 *
 * @param secretName the Secret's, and the folder's, name
 */
public record SecretRef(
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription(
                "Name of a Secret in this namespace. On one machine: a folder of that name below --secrets, one file a key.")
        String secretName) {}
