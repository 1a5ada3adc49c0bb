package dev.belay.controller.policy;

import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.BackupPolicySpec;
import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import dev.belay.api.policy.DurationText;
import dev.belay.api.policy.Schedules;
import dev.belay.controller.status.Conditions;
import dev.belay.controller.status.Reason;
import dev.belay.controller.status.Said;
import dev.belay.controller.status.Sentence;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the last drill brought the data back, fast enough and lately: of two periods ago it shows nothing any more. */
final class Restorability {
    private Restorability() {}

    static Said of(BackupPolicy policy, @Nullable LastDrill drill, Instant now) {
        var spec = policy.getSpec();
        if (drill == null) {
            return spec.drill() == null
                    ? unknown(
                            Reason.NoDrill,
                            "No drill is scheduled, so nothing shows that a restore works; set spec.drill.")
                    : unknown(
                            Reason.NoDrillYet,
                            "No drill is known since this policy was made. To run one now: " + order(policy));
        }
        if (!drill.passed()) {
            return Said.holdsNot(
                    Conditions.RESTORABLE,
                    Reason.DrillFailed,
                    "The drill of " + drill.completedAt() + " failed: " + Sentence.of(String.valueOf(drill.message()))
                            + " See the log of its Job, and its report " + report(policy)
                            + (spec.drill() == null
                                    ? "; run one again once mended."
                                    : ". To run it again, once mended: " + order(policy)));
        }
        var took = "The drill of " + drill.completedAt() + " restored " + drill.backupId() + " in " + drill.rto();
        if (tooSlow(spec, drill)) {
            return Said.holdsNot(
                    Conditions.RESTORABLE,
                    Reason.DrillTooSlow,
                    took
                            + ", longer than the objective (spec.objectives.rto). Give the Jobs more CPU, or the objective more time.");
        }
        if (spec.drill() == null) {
            return unknown(Reason.NoDrill, took + "; none is scheduled any more. Set spec.drill.");
        }
        var outdated = outdated(policy, drill);
        if (outdated.isPresent() && !now.isBefore(outdated.get())) {
            return unknown(
                    Reason.DrillOutdated,
                    took + ", but two more have come due since, the second at "
                            + Conditions.timestamp(outdated.get())
                            + ", and none has ended. See the Jobs of the CronJob "
                            + DesiredChildren.drillCronJob(policy)
                            + (spec.isSuspended() ? ", which is suspended with the policy (spec.suspend)." : "."));
        }
        return Said.holds(
                Conditions.RESTORABLE,
                Reason.DrillPassed,
                took + ", and every check held. Its report is " + report(policy)
                        + outdated.map(until -> "; it counts until " + Conditions.timestamp(until))
                                .orElse("")
                        + ".");
    }

    /** When the last drill shows nothing any more, unless another one ends before. */
    static Optional<Instant> outdated(BackupPolicy policy, @Nullable LastDrill drill) {
        var schedule = policy.getSpec().drill();
        if (drill == null || schedule == null) {
            return Optional.empty();
        }
        try {
            return Schedules.next(schedule.schedule(), schedule.timeZone(), Instant.parse(drill.completedAt()))
                    .flatMap(next -> Schedules.next(schedule.schedule(), schedule.timeZone(), next));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // condition Ready says so
        }
    }

    /** To be pasted, and once more tomorrow: a Job that was made by hand keeps its name until somebody deletes it. */
    private static String order(BackupPolicy policy) {
        var cronJob = DesiredChildren.drillCronJob(policy);
        return "kubectl create job -n " + policy.getMetadata().getNamespace() + " " + cronJob
                + "-$(date +%s) --from=cronjob/" + cronJob;
    }

    private static String report(BackupPolicy policy) {
        return "in the repository, under " + policy.getMetadata().getName() + "/drills/";
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
