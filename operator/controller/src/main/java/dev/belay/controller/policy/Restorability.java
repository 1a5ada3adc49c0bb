package dev.belay.controller.policy;

import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.BackupPolicySpec;
import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import dev.belay.api.policy.DurationText;
import dev.belay.controller.status.Conditions;
import dev.belay.controller.status.Reason;
import dev.belay.controller.status.Said;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the last drill brought the data back, and fast enough. */
final class Restorability {
    private Restorability() {}

    static Said of(BackupPolicy policy, @Nullable LastDrill drill) {
        var spec = policy.getSpec();
        if (drill == null) {
            return spec.drill() == null
                    ? unknown(
                            Reason.NoDrill,
                            "No drill is scheduled, so nothing shows that a restore works; set spec.drill.")
                    : unknown(
                            Reason.NoDrillYet,
                            "The drill has not run yet. To run it now: kubectl create job drill-now --from=cronjob/"
                                    + DesiredChildren.drillCronJob(policy));
        }
        if (!drill.passed()) {
            return Said.holdsNot(
                    Conditions.RESTORABLE,
                    Reason.DrillFailed,
                    "The drill of " + drill.completedAt() + " failed: " + drill.message()
                            + ". See the log of its Job; run it again once mended.");
        }
        var took = "The drill of " + drill.completedAt() + " restored " + drill.backupId() + " in " + drill.rto();
        if (tooSlow(spec, drill)) {
            return Said.holdsNot(
                    Conditions.RESTORABLE,
                    Reason.DrillTooSlow,
                    took
                            + ", longer than the objective (spec.objectives.rto). Give the Jobs more CPU, or the objective more time.");
        }
        return Said.holds(Conditions.RESTORABLE, Reason.DrillPassed, took + ", and every check held.");
    }

    private static boolean tooSlow(BackupPolicySpec spec, LastDrill drill) {
        var limit = spec.objectives() == null
                ? Optional.<Duration>empty()
                : duration(spec.objectives().rto());
        var took = duration(drill.rto());
        return limit.isPresent() && took.isPresent() && took.get().compareTo(limit.get()) > 0;
    }

    private static Optional<Duration> duration(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(DurationText.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // condition Ready says so
        }
    }

    private static Said unknown(Reason reason, String message) {
        return Said.unknown(Conditions.RESTORABLE, reason, message);
    }
}
