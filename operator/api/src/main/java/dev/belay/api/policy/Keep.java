package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * How long a tier's backups stay.
 *
 * @param duration age after which a backup expires, such as {@code 30d}
 * @param atLeast how many good backups of the tier stay however old they are, at least 1
 */
public record Keep(
        @Required
        @JsonProperty("for")
        @Pattern(DurationText.PATTERN)
        @Size(min = 2, max = 16)
        @JsonPropertyDescription("Age after which a backup of this tier is deleted, such as 30d, 12h or 15m.")
        String duration,

        @Min(1)
        @Default("1")
        @JsonPropertyDescription("How many good backups of this tier stay however old they are. Default: 1.")
        @Nullable
        Integer atLeast) {}
