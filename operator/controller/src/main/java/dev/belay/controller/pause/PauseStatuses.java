package dev.belay.controller.pause;

import dev.belay.api.policy.BackupPolicyStatus;
import dev.belay.api.policy.BackupPolicyStatus.Component;
import dev.belay.api.policy.BackupPolicyStatus.Health;
import dev.belay.api.policy.BackupPolicyStatus.PauseStatus;
import dev.belay.controller.kube.Reporter.Reported;
import dev.belay.controller.pause.PauseDecision.Pause;
import dev.belay.controller.status.Conditions;
import dev.belay.controller.status.Reason;
import dev.belay.controller.status.Resting;
import dev.belay.controller.status.Said;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says how the service is and whether pods are paused: the pause slice's part of a policy's status. */
final class PauseStatuses {
    private static final List<String> OURS = List.of(Conditions.HEALTHY, Conditions.RUNNING);

    private PauseStatuses() {}

    /** Our part of the status as it stands. */
    static Reported<BackupPolicyStatus> before(@Nullable BackupPolicyStatus status) {
        if (status == null) {
            return new Reported<>(null, List.of());
        }
        var conditions = Conditions.only(status.conditions(), OURS);
        return new Reported<>(
                new BackupPolicyStatus(
                        null, conditions, null, null, null, null, null, null, status.health(), status.pause()),
                conditions);
    }

    /** Our part of the status as it shall be. */
    static Reported<BackupPolicyStatus> after(
            PauseObservation seen, PauseDecision decided, Refusals refused, Instant now) {
        var policy = seen.policy();
        var old = before(policy.getStatus());
        if (Resting.is(policy.getSpec()) && decided.pause().isEmpty()) {
            return new Reported<>(
                    new BackupPolicyStatus(null, List.of(), null, null, null, null, null, null, null, null), List.of());
        }
        long generation = Objects.requireNonNullElse(policy.getMetadata().getGeneration(), 0L);
        var conditions = Conditions.next(
                old.conditions(),
                List.of(healthy(seen), running(policy.getSpec().pause(), decided, refused)),
                generation,
                now);
        var pause = decided.pause()
                .map(one -> new PauseStatus(
                        one.reason(),
                        one.since(),
                        one.until(),
                        Math.max(0, decided.pods().paused() - refused.pods().size()),
                        Math.max(
                                0,
                                decided.cronJobs().paused() - refused.cronJobs().size())))
                .orElse(null);
        return new Reported<>(
                new BackupPolicyStatus(
                        null, conditions, null, null, null, null, null, null, health(seen, decided), pause),
                conditions);
    }

    private static @Nullable Health health(PauseObservation seen, PauseDecision decided) {
        if (seen.policy().getSpec().service() == null) {
            return null;
        }
        return switch (seen.reading().orElse(null)) {
            case null -> null;
            case Reading.Silence silence -> new Health("unknown", silence.why(), List.of(), decided.breakers());
            case Reading.Answer answer ->
                new Health(answer.status(), ailing(answer), answer.components(), answer.breakers());
        };
    }

    private static Said healthy(PauseObservation seen) {
        if (seen.policy().getSpec().service() == null) {
            return Resting.NO_SERVICE;
        }
        return switch (seen.reading().orElse(null)) {
            case null -> unreachable("it was not asked yet");
            case Reading.Silence silence -> unreachable(silence.why());
            case Reading.Answer answer ->
                switch (answer.status()) {
                    case "ok" -> Said.holds(Conditions.HEALTHY, Reason.ServiceOk, "The service is well.");
                    case "degraded" ->
                        Said.holds(
                                Conditions.HEALTHY,
                                Reason.ServiceDegraded,
                                "The service works, but not all of it is well" + colon(ailing(answer)));
                    default ->
                        Said.holdsNot(
                                Conditions.HEALTHY,
                                Reason.ServiceUnhealthy,
                                "The service is unhealthy" + colon(ailing(answer)) + " See its /health and its log.");
                };
        };
    }

    private static Said unreachable(String why) {
        return Said.unknown(
                Conditions.HEALTHY,
                Reason.ServiceUnreachable,
                "Nothing is known of the service: " + why
                        + ". See that spec.service names its Service and port, and that a NetworkPolicy lets the operator in. "
                        + "A pause that was on stays, none is begun.");
    }

    private static Said running(dev.belay.api.policy.@Nullable Pause selects, PauseDecision decided, Refusals refused) {
        if (decided.pause().isEmpty()) {
            return refused.isAny()
                    ? Said.holdsNot(
                            Conditions.RUNNING,
                            Reason.PauseNotCleared,
                            "The pause is over, but not all may go on: " + refused.shortly() + ". It is tried again.")
                    : Resting.NOT_PAUSED;
        }
        var stays = refused.isAny()
                ? " Not all hold still: " + refused.shortly() + ". It is tried again."
                : still(selects, decided);
        Pause pause = decided.pause().get();
        return pause.byHand()
                ? Said.holdsNot(
                        Conditions.RUNNING,
                        Reason.PausedByHand,
                        "Paused since " + pause.since() + ": " + pause.reason()
                                + ". To go on, set spec.pause.manual.paused to false." + stays)
                : Said.holdsNot(
                        Conditions.RUNNING,
                        Reason.BreakerOpen,
                        "Paused since " + pause.since() + ": " + pause.reason()
                                + (pause.until() == null ? "." : ". It is tried again at " + pause.until() + ".")
                                + " It ends by itself once the provider answers well." + stays);
    }

    /** How many hold still: a selector with a typing error selects nothing, and nobody else says so. */
    private static String still(dev.belay.api.policy.@Nullable Pause selects, PauseDecision decided) {
        var byPods = selects != null && selects.podSelector() != null;
        var byCronJobs = selects != null && selects.suspendCronJobs() != null;
        if (!byPods && !byCronJobs) {
            return " Nothing holds still: the policy selects no pods (spec.pause.podSelector).";
        }
        var pods = decided.pods().paused();
        var cronJobs = decided.cronJobs().paused();
        return (!byPods
                        ? ""
                        : pods == 0 ? " No pod that runs matches spec.pause.podSelector." : " Pods told: " + pods + ".")
                + (!byCronJobs
                        ? ""
                        : cronJobs == 0
                                ? " No CronJob that may be suspended matches spec.pause.suspendCronJobs."
                                : " CronJobs suspended: " + cronJobs + ".");
    }

    private static @Nullable String ailing(Reading.Answer answer) {
        var parts = answer.components().stream()
                .filter(one -> !"up".equals(one.status()) && !"disabled".equals(one.status()))
                .map(PauseStatuses::told)
                .collect(Collectors.joining("; "));
        return parts.isEmpty() ? null : parts;
    }

    private static String told(Component component) {
        return component.name() + " is " + component.status()
                + (component.reason() == null ? "" : ": " + component.reason());
    }

    private static String colon(@Nullable String detail) {
        return detail == null ? "." : ": " + detail + ".";
    }
}
