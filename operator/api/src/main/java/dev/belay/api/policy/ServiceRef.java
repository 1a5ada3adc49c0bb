package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * The Belay service whose health and breakers the policy follows.
 *
 * @param name a Service in the policy's namespace
 * @param port 1–65535
 */
public record ServiceRef(
        @Required
        @Pattern(ServiceRef.NAME_PATTERN)
        @Size(min = 1, max = 63)
        @JsonPropertyDescription("Name of the Service in this namespace in front of the Belay service.")
        String name,

        @Min(1) @Max(65535) @Default("8080") @JsonPropertyDescription("Port of that Service. Default: 8080.") @Nullable
        Integer port) {

    public static final int DEFAULT_PORT = 8080;

    /** A DNS label: the name becomes part of an address and must not turn it into another. */
    public static final String NAME_PATTERN = "^[a-z]([-a-z0-9]*[a-z0-9])?$";
}
