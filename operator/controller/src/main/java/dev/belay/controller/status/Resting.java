package dev.belay.controller.status;

import dev.belay.api.policy.BackupPolicySpec;
import dev.belay.api.policy.BackupPolicyStatus;
import java.util.List;

/**
 * What is said of a policy that follows no service and pauses nothing: the same of each, so it is said with all the
 * rest, and a new policy's status is written once. As soon as there is something to follow, the pause slice says it.
 */
public final class Resting {
    public static final Said NO_SERVICE =
            Said.unknown(Conditions.HEALTHY, Reason.NoService, "The policy follows no service (spec.service).");

    public static final Said NOT_PAUSED = Said.holds(Conditions.RUNNING, Reason.NotPaused, "Nothing is paused.");
    public static final List<Said> SAID = List.of(NO_SERVICE, NOT_PAUSED);

    private static final List<String> TYPES = SAID.stream().map(Said::type).toList();

    private Resting() {}

    /** Whether there is nothing to follow and nothing to pause. */
    public static boolean is(BackupPolicySpec spec) {
        return spec.service() == null && spec.pause() == null;
    }

    /** Whether a status says no more than that, or nothing yet. */
    public static boolean isSaid(BackupPolicyStatus status) {
        return status.health() == null
                && status.pause() == null
                && Conditions.only(status.conditions(), TYPES).stream().allMatch(one -> SAID.stream()
                        .anyMatch(said ->
                                said.type().equals(one.type()) && said.reason().equals(one.reason())));
    }
}
