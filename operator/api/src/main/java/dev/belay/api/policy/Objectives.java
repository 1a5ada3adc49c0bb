package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * What the backups must achieve.
 *
 * @param rpo how old the newest good backup may be
 * @param rto how long a restore may take
 */
// A pattern's own message would be a regular expression.
@ValidationRule(
        value = "!has(self.rpo) || (self.rpo != '' && self.rpo.matches('" + DurationText.PATTERN + "'))",
        message = DurationText.WORDS,
        fieldPath = ".rpo")
@ValidationRule(
        value = "!has(self.rto) || (self.rto != '' && self.rto.matches('" + DurationText.PATTERN + "'))",
        message = DurationText.WORDS,
        fieldPath = ".rto")
public record Objectives(
        @Size(max = 16)
        @JsonPropertyDescription(
                "How old the newest good backup may be, such as 25h. Condition BackedUp says whether it holds.")
        @Nullable
        String rpo,

        @Size(max = 16)
        @JsonPropertyDescription(
                "How long a restore may take, such as 4h. Condition Restorable says whether the last drill kept it.")
        @Nullable
        String rto) {}
