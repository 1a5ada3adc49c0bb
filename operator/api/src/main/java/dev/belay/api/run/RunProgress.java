package dev.belay.api.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * How far a run has come: printed by the agent in a {@link Line} every few seconds, read by the controller.
 *
 * @param step what is being done, in the agent's words
 * @param percent of the dump that is back, such as "63%"; 100% is said only of a good end
 * @param bytes of the dump that are back
 * @param ofBytes of the whole dump
 * @param rows that are back; not known of dumps that pg_restore alone understands
 * @param estimatedEnd when all rows will be back at this rate, RFC 3339; indexes and checks follow
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunProgress(
        @JsonPropertyDescription("What is being done.") @Nullable
        String step,

        @JsonPropertyDescription("How much of the dump is back, such as 63%. Indexes and checks follow at 99%.")
        @Nullable
        String percent,

        @JsonPropertyDescription("Bytes of the dump that are back.") @Nullable
        Long bytes,

        @JsonPropertyDescription("Bytes of the whole dump.") @Nullable
        Long ofBytes,

        @JsonPropertyDescription("Rows that are back.") @Nullable
        Long rows,

        @JsonPropertyDescription("When all rows will be back at the present rate.") @Nullable
        String estimatedEnd) {

    /** As it is printed. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Line(@Nullable RunProgress progress) {}
}
