package dev.belay.controller.policy;

import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import dev.belay.api.policy.DurationText;
import dev.belay.api.run.RunReport;
import dev.belay.controller.run.Run;
import dev.belay.controller.status.Conditions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the drill's runs tell. */
final class Drills {
    private Drills() {}

    /**
     * The newest drill that came to an end.
     *
     * @param known from the status so far: Jobs go in time, what they showed does not
     */
    static @Nullable LastDrill last(@Nullable LastDrill known, List<Run> oldestFirst) {
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
            case Run.Done done -> Optional.ofNullable(done.report()).map(Drills::reported);
            case Run.Broken broken ->
                Optional.of(broken.report() != null ? reported(broken.report()) : unreported(broken));
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

    private static LastDrill reported(RunReport report) {
        var drill = report.drill();
        var passed = report.ok() && drill != null && drill.passed();
        return new LastDrill(
                passed,
                drill == null ? null : drill.backupId(),
                report.completedAt(),
                drill == null ? null : DurationText.format(Duration.ofSeconds(drill.rtoSeconds())),
                passed ? null : cause(report));
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
