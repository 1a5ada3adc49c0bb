package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * How long a tier's backups stay.
 *
 * @param duration age after which a backup expires, such as {@code 30d}
 * @param atLeast how many good backups of the tier stay however old they are, at least 1
 */
// A pattern's own message would be a regular expression.
@ValidationRule(
        value = "self.__for__ != '' && self.__for__.matches('" + DurationText.PATTERN + "')",
        message = DurationText.WORDS,
        fieldPath = ".for")
public record Keep(
        @Required
        @JsonProperty("for")
        @Size(max = 16)
        @JsonPropertyDescription("Age after which a backup of this tier is deleted, such as 30d, 12h or 15m.")
        String duration,

        @Min(1)
        @Default("1")
        @JsonPropertyDescription("How many good backups of this tier stay however old they are. Default: 1.")
        @Nullable
        Integer atLeast) {}
