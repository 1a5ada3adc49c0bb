package dev.belay.agent.doctor;

import dev.belay.agent.doctor.Doctor.Subject;
import dev.belay.agent.run.Duty;
import dev.belay.api.policy.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Whether the schedule is what somebody meant. */
final class ScheduleCheck {
    private static final Duration AHEAD = Duration.ofDays(31);

    private final Subject subject;

    ScheduleCheck(Subject subject) {
        this.subject = subject;
    }

    Check schedule() {
        var spec = subject.policy().spec();
        var now = subject.clock().instant();
        var duties = Duty.of(spec);
        var next = duties.stream()
                .map(d ->
                        d.title() + " at " + d.next(now).map(Instant::toString).orElse("no time"))
                .collect(Collectors.joining(", "));
        if (spec.isSuspended()) {
            return Check.warning(
                    "schedule", "the policy is suspended: nothing runs", "set spec.suspend to false to go on");
        }
        var objective = spec.objectives() == null ? null : spec.objectives().rpo();
        var gap = widestGap(duties, now);
        if (objective != null && gap.compareTo(DurationText.parse(objective)) > 0) {
            return Check.warning(
                    "schedule",
                    "between two backups are up to " + DurationText.format(gap) + ", more than the objective of "
                            + objective + " (spec.objectives.rpo) allows; next: " + next,
                    "back up more often, or allow more");
        }
        return spec.drill() == null
                ? Check.warning(
                        "schedule",
                        "next: " + next + "; no drill, so nothing shows that a restore works",
                        "set spec.drill")
                : Check.ok("schedule", "next: " + next);
    }

    private static Duration widestGap(List<Duty> duties, Instant now) {
        var backups = duties.stream().filter(d -> d.tier() != null).toList();
        var gap = Duration.ZERO;
        var end = now.plus(AHEAD);
        for (var at = now; at.isBefore(end); ) {
            var from = at;
            var next = backups.stream()
                    .map(d -> d.next(from).orElse(null))
                    .filter(Objects::nonNull)
                    .min(Comparator.naturalOrder())
                    .orElse(end.plus(AHEAD));
            var wide = Duration.between(at, next);
            gap = wide.compareTo(gap) > 0 ? wide : gap;
            at = next;
        }
        return gap;
    }
}
