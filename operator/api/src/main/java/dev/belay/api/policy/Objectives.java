package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What the backups must achieve.
 *
 * @param rpo how old the newest good backup may be
 * @param rto how long a restore may take
 */
public record Objectives(
        @Pattern(DurationText.PATTERN)
        @Size(min = 2, max = 16)
        @JsonPropertyDescription(
                "How old the newest good backup may be, such as 25h. Condition BackedUp says whether it holds.")
        @Nullable
        String rpo,

        @Pattern(DurationText.PATTERN)
        @Size(min = 2, max = 16)
        @JsonPropertyDescription(
                "How long a restore may take, such as 4h. Condition Restorable says whether the last drill kept it.")
        @Nullable
        String rto) {}
