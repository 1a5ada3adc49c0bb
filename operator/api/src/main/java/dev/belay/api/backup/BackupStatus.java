package dev.belay.api.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.belay.api.run.RunReport.BackupResult;
import dev.belay.api.run.RunReport.Databases;
import dev.belay.api.status.Condition;
import dev.belay.api.status.Failure;
import dev.belay.api.status.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a backup. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BackupStatus(
        @JsonPropertyDescription("How far it has come; Succeeded and Failed are final.") @Nullable
        Phase phase,

        @JsonPropertyDescription("Condition Complete, with reason and message.")
        List<Condition> conditions,

        @JsonPropertyDescription("The Job that makes the backup.") @Nullable
        String job,

        @JsonPropertyDescription("The backup's id in the repository.") @Nullable
        String id,

        @JsonPropertyDescription("When the run began.") @Nullable
        String startedAt,

        @JsonPropertyDescription("When the run ended, well or not.") @Nullable
        String completedAt,

        @JsonPropertyDescription("What was saved; of several databases the first.") @Nullable
        BackupResult result,

        @JsonPropertyDescription(
                "Set where several databases were to be saved: all of them in numbers, and the id of each.")
        @Nullable
        Databases databases,

        @JsonPropertyDescription("Why the run failed.") @Nullable
        Failure failure) {
    @SuppressWarnings("NullAway") // A document may leave the list out.
    public BackupStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
