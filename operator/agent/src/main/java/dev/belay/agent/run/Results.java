package dev.belay.agent.run;

import dev.belay.agent.run.RunState.BackupFailed;
import dev.belay.agent.run.Runs.Ended;
import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import dev.belay.api.policy.DurationText;
import dev.belay.api.run.RunReport.RunError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is kept of a run that has ended. */
record Results(Instant now) {
    private static final List<Duration> BACKOFF =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(25));

    RunState in(RunState state, Duty duty, Ended ended) {
        if (duty.tier() == null) {
            return state.with(drill(ended));
        }
        return ended.error() == null ? state : state.with(failed(duty.tier(), ended.error()));
    }

    /** How long to wait after an attempt: 1, 2 … */
    static Duration backoff(int attempt) {
        return BACKOFF.get(Math.clamp(attempt - 1, 0, BACKOFF.size() - 1));
    }

    private BackupFailed failed(String tier, RunError error) {
        return new BackupFailed(tier, now.toString(), error.reason(), error.message());
    }

    private LastDrill drill(Ended ended) {
        var drill = ended.report() == null ? null : ended.report().drill();
        return new LastDrill(
                ended.isGood() && drill != null && drill.passed(),
                drill == null ? null : drill.backupId(),
                ended.report() == null ? now.toString() : ended.report().completedAt(),
                drill == null ? null : DurationText.format(Duration.ofSeconds(drill.rtoSeconds())),
                ended.error() == null
                        ? null
                        : ended.error().reason() + ": " + ended.error().message());
    }
}
