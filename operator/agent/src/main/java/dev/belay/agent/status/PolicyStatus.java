package dev.belay.agent.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.agent.run.RunState.BackupFailed;
import dev.belay.api.policy.BackupPolicyStatus.Health;
import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import dev.belay.api.policy.BackupPolicyStatus.NextRun;
import dev.belay.api.policy.BackupPolicyStatus.RecoveryWindow;
import dev.belay.api.policy.BackupPolicyStatus.Success;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a policy stands: the fields of a BackupPolicy's status that mean something on one machine, called alike.
 *
 * @param policy its name
 * @param ok whether each database has a good backup and no condition is False
 * @param conditions Ready, BackedUp, Restorable, Healthy and Running
 * @param lastSuccess the newest good backup; of several databases, that of the one whose newest is the oldest
 * @param lastFailure the newest backup of {@code belay run} that failed
 * @param nextRun the tier that comes due next
 * @param recoveryWindow from when to when a point to go back to exists
 * @param lastDrill the newest drill
 * @param health the service's, as read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyStatus(
        String policy,
        boolean ok,
        List<Said> conditions,
        @Nullable Success lastSuccess,
        @Nullable BackupFailed lastFailure,
        @Nullable NextRun nextRun,
        @Nullable RecoveryWindow recoveryWindow,
        @Nullable LastDrill lastDrill,
        Health health) {
    /**
     * One aspect.
     *
     * @param type what is said to hold, positively
     * @param status {@code True}, {@code False} or {@code Unknown}
     * @param reason a CamelCase word for machines, the one that Kubernetes shows
     * @param message the cause and the next step
     */
    public record Said(String type, String status, String reason, String message) {
        static Said holds(String type, String reason, String message) {
            return new Said(type, "True", reason, message);
        }

        static Said holdsNot(String type, String reason, String message) {
            return new Said(type, "False", reason, message);
        }

        static Said unknown(String type, String reason, String message) {
            return new Said(type, "Unknown", reason, message);
        }
    }

    /** What is said of an aspect. */
    public Said condition(String type) {
        return conditions.stream()
                .filter(c -> c.type().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
