package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A file system.
 *
 * @param claimName the PersistentVolumeClaim on a cluster; left out on one machine
 * @param path the folder inside the claim on a cluster; on one machine the folder itself
 */
public record Volume(
        @Size(min = 1, max = 253)
        @JsonPropertyDescription(
                "PersistentVolumeClaim in this namespace. Required on a cluster, left out on one machine.")
        @Nullable
        String claimName,

        @Size(max = 1024)
        @JsonPropertyDescription("Folder inside the claim; on one machine the folder itself. Default: the claim's top.")
        @Nullable
        String path) {}
