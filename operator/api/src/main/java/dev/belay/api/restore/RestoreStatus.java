package dev.belay.api.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.belay.api.run.RunProgress;
import dev.belay.api.run.RunReport.RestoreResult;
import dev.belay.api.status.Condition;
import dev.belay.api.status.Failure;
import dev.belay.api.status.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a restore. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RestoreStatus(
        @JsonPropertyDescription("How far it has come; Succeeded and Failed are final.") @Nullable
        Phase phase,

        @JsonPropertyDescription("Condition Complete, with reason and message.")
        List<Condition> conditions,

        @JsonPropertyDescription("The Job that restores.") @Nullable
        String job,

        @JsonPropertyDescription("When the run began.") @Nullable
        String startedAt,

        @JsonPropertyDescription("When the run ended, well or not.") @Nullable
        String completedAt,

        @JsonPropertyDescription(
                "How far the run has come, while it goes on and of a run that failed. Read from the Job's log.")
        @Nullable
        RunProgress progress,

        @JsonPropertyDescription("What was restored.") @Nullable
        RestoreResult result,

        @JsonPropertyDescription("Why the run failed.") @Nullable
        Failure failure) {
    @SuppressWarnings("NullAway") // A document may leave the list out.
    public RestoreStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
