package dev.belay.api.migration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.belay.api.status.Condition;
import dev.belay.api.status.Failure;
import dev.belay.api.status.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a migration has come. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MigrationStatus(
        @JsonPropertyDescription("How far it has come; Succeeded and Failed are final.") @Nullable
        Phase phase,

        @JsonPropertyDescription("Conditions BackedUp (the gate is open) and Complete, with reason and message.")
        List<Condition> conditions,

        @JsonPropertyDescription("The Backup that the gate waits for or was opened by.") @Nullable
        String backup,

        @JsonPropertyDescription("The Job that migrates; absent until the gate is open.") @Nullable
        String job,

        @JsonPropertyDescription("The Restore that went back, where one was asked for.") @Nullable
        String restore,

        @JsonPropertyDescription("How to go back by hand, after a failed Job.") @Nullable
        String rollback,

        @JsonPropertyDescription("Why it failed.") @Nullable Failure failure) {
    @SuppressWarnings("NullAway") // A document may leave the list out.
    public MigrationStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
