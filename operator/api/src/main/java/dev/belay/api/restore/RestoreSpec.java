package dev.belay.api.restore;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.belay.api.policy.PolicyRef;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to restore and where to; never changes once written. */
@ValidationRule(
        value = "self == oldSelf",
        message = "a Restore is one run and its spec never changes; create another Restore instead")
public record RestoreSpec(
        @Required @JsonPropertyDescription("The policy whose repository holds the backup.")
        PolicyRef policyRef,

        @Required @JsonPropertyDescription("Which backup: exactly one of backup, latest and before.")
        Source source,

        @Required @JsonPropertyDescription("Where to.") Target target,

        @JsonPropertyDescription("What must hold on the restored database before it counts.") @Nullable
        Validation validation) {

    /**
     * Which backup; exactly one is set.
     *
     * @param backup name of a Backup object
     * @param latest the newest good one
     * @param before the newest good one whose content is older than this, RFC 3339
     * @param database which of the policy's several databases
     */
    @ValidationRule(
            value = "[has(self.backup), has(self.latest), has(self.before)].filter(one, one).size() == 1",
            message = "a Restore has exactly one source: set backup, latest or before")
    public record Source(
            @Size(min = 1, max = 253) @JsonPropertyDescription("Name of a Backup in this namespace.") @Nullable
            String backup,

            @JsonPropertyDescription("The newest good backup: latest: {}.") @Nullable
            Latest latest,

            @Pattern("^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$")
            @JsonPropertyDescription(
                    "The newest good backup from before this time, such as 2026-11-21T08:30:00Z: what was there before somebody broke it.")
            @Nullable
            String before,

            @Size(min = 1, max = 63)
            @JsonPropertyDescription("Which database's backup, where the policy has several. Default: the only one.")
            @Nullable
            String database) {}

    /** Nothing to say: {@code latest: {}}. */
    public record Latest() {}

    /**
     * Where to.
     *
     * @param database name of the database that holds the backup's content afterwards
     * @param swap restore beside the existing database of that name, then change places by rename
     * @param terminateConnections end other sessions on that database at the swap, instead of refusing
     */
    public record Target(
            @Required
            @Size(min = 1, max = 63)
            @JsonPropertyDescription(
                    "Name of the database that holds the backup's content afterwards. Must not exist, unless swap is set.")
            String database,

            @JsonPropertyDescription(
                    "Restore beside the existing database of that name and, once validated, change places by rename. The old one is kept. Default: false.")
            @Nullable
            Boolean swap,

            @JsonPropertyDescription(
                    "End other sessions on the database at the swap. Default: false, which refuses the swap while there are any.")
            @Nullable
            Boolean terminateConnections) {}

    /**
     * What must hold on the restored database.
     *
     * @param readiness statements that must run without an error
     * @param integrity queries whose first column of the first row must be true
     */
    public record Validation(
            @Size(max = 64) @JsonPropertyDescription("SQL statements that must run without an error.")
            List<String> readiness,

            @Size(max = 64) @JsonPropertyDescription("SQL queries whose first column must be true.")
            List<String> integrity) {
        @SuppressWarnings("NullAway") // A document may leave the lists out.
        public Validation {
            readiness = readiness == null ? List.of() : List.copyOf(readiness);
            integrity = integrity == null ? List.of() : List.copyOf(integrity);
        }
    }
}
