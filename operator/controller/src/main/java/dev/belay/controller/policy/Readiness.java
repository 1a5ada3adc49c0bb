package dev.belay.controller.policy;

import dev.belay.api.policy.BackupPolicyStatus.Sync;
import dev.belay.controller.status.Conditions;
import dev.belay.controller.status.Reason;
import dev.belay.controller.status.Said;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether what the policy asks for is in place. */
final class Readiness {
    private Readiness() {}

    /**
     * Says it.
     *
     * @param refusal what the API server said to one of our writes
     * @param sync without which backups are made all the same
     */
    static Said of(PolicyObservation seen, PolicyDecision decided, Optional<String> refusal, @Nullable Sync sync) {
        if (!seen.broken().isEmpty()) {
            return holdsNot(
                    Reason.InvalidSpec,
                    String.join("; ", seen.broken())
                            + ". Correct the policy; until then its CronJobs stay as they are.");
        }
        if (!decided.strangers().isEmpty()) {
            return holdsNot(
                    Reason.NameConflict,
                    String.join(", ", decided.strangers())
                            + " is there already and does not belong to this policy. Delete it, or rename the policy or tier.");
        }
        if (refusal.isPresent()) {
            return holdsNot(
                    Reason.ApplyRefused,
                    "The API server refused: " + refusal.get()
                            + ". Correct the policy, or give the operator the right it lacks (docs/rbac.md).");
        }
        if (!seen.missingSecrets().isEmpty()) {
            return holdsNot(Reason.SecretNotFound, missing(seen));
        }
        var spec = seen.policy().getSpec();
        if (spec.isSuspended()) {
            return Said.holds(
                    Conditions.READY,
                    Reason.Suspended,
                    "The schedule is stopped by spec.suspend; set it to false to go on." + unlisted(sync));
        }
        var tiers = spec.tiers().stream().map(tier -> tier.name()).collect(Collectors.joining(", "));
        return Said.holds(
                Conditions.READY,
                Reason.Reconciled,
                "CronJobs are in place for " + tiers + (spec.drill() == null ? "." : " and the drill.")
                        + unlisted(sync));
    }

    private static String unlisted(@Nullable Sync sync) {
        return sync == null || sync.message() == null
                ? ""
                : " The Backup objects may not be in step with the repository: " + sync.message();
    }

    private static String missing(PolicyObservation seen) {
        return seen.missingSecrets().entrySet().stream()
                        .map(secret -> "Secret '" + secret.getKey()
                                + "' does not exist in this namespace; create it with " + secret.getValue())
                        .collect(Collectors.joining("; "))
                + ". No run can start before.";
    }

    private static Said holdsNot(Reason reason, String message) {
        return Said.holdsNot(Conditions.READY, reason, message);
    }
}
