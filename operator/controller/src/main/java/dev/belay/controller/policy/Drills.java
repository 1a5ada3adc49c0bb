package dev.belay.controller.policy;

import dev.belay.api.backup.ClocksApart;
import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import dev.belay.api.policy.DurationText;
import dev.belay.api.run.RunReport;
import dev.belay.controller.run.Run;
import dev.belay.controller.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the drill's runs tell. */
final class Drills {
    private Drills() {}

    /**
     * The newest drill that came to an end.
     *
     * @param before from the status so far: Jobs go in time, what they showed does not
     */
    static @Nullable LastDrill last(@Nullable LastDrill before, List<Run> oldestFirst, Instant now) {
        // Of a clock that went wrong: it would outshine every later drill for as long as it is ahead.
        var known = before == null || isAhead(before.completedAt(), now) ? null : before;
        var seen = oldestFirst.reversed().stream()
                .flatMap(run -> told(run).stream())
                .findFirst();
        if (seen.isEmpty() || known == null) {
            return seen.orElse(known);
        }
        return seen.get().completedAt().compareTo(known.completedAt()) >= 0 ? seen.get() : known;
    }

    private static Optional<LastDrill> told(Run run) {
        return switch (run) {
            case Run.Done done -> Optional.ofNullable(done.report()).map(report -> reported(report, done.at()));
            case Run.Broken broken ->
                Optional.of(broken.report() != null ? reported(broken.report(), broken.at()) : unreported(broken));
            case Run.Active ignored -> Optional.empty();
            case Run.Absent ignored -> Optional.empty();
            case Run.Foreign ignored -> Optional.empty();
        };
    }

    private static LastDrill unreported(Run.Broken run) {
        var cause = run.cause();
        return new LastDrill(
                false, null, Conditions.timestamp(run.at()), null, cause.reason() + ": " + cause.message());
    }

    /** By the cluster's clock where the node's is ahead of it. */
    private static LastDrill reported(RunReport report, Instant ended) {
        var drill = report.drill();
        var passed = report.ok() && drill != null && drill.passed();
        return new LastDrill(
                passed,
                drill == null ? null : drill.backupId(),
                isAhead(report.completedAt(), ended) ? Conditions.timestamp(ended) : report.completedAt(),
                drill == null ? null : DurationText.format(Duration.ofSeconds(drill.rtoSeconds())),
                passed ? null : cause(report));
    }

    private static boolean isAhead(String moment, Instant now) {
        return ClocksApart.isFromTheFuture(Instant.parse(moment), now);
    }

    private static String cause(RunReport report) {
        if (report.error() != null) {
            return report.error().reason() + ": " + report.error().message();
        }
        return report.drill() != null && report.drill().failedCheck() != null
                ? "did not hold: " + report.drill().failedCheck()
                : "the drill's report gives no cause; see the log of its Job";
    }
}
