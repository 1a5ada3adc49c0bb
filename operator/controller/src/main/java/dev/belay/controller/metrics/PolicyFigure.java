package dev.belay.controller.metrics;

import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.BackupPolicySpec;
import dev.belay.api.policy.BackupPolicyStatus;
import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import dev.belay.api.policy.BackupPolicyStatus.NextRun;
import dev.belay.api.policy.BackupPolicyStatus.PauseStatus;
import dev.belay.api.policy.BackupPolicyStatus.Success;
import dev.belay.api.policy.DurationText;
import dev.belay.api.policy.Objectives;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A number that a policy's spec or status gives; absent where it says nothing.
 *
 * @param metric its name
 * @param help what it means
 * @param value of a policy
 */
record PolicyFigure(String metric, String help, Function<BackupPolicy, Optional<Double>> value) {
    static final List<PolicyFigure> ALL = List.of(
            new PolicyFigure(
                    "belay_last_success_timestamp_seconds",
                    "When the newest good backup was safe in the repository.",
                    success(one -> time(one.completedAt()))),
            new PolicyFigure(
                    "belay_recovery_point_timestamp_seconds",
                    "The moment that the newest good backup's content is of; its age is the RPO.",
                    success(one -> time(one.startedAt()))),
            new PolicyFigure(
                    "belay_last_backup_size_bytes",
                    "Size of the newest good backup in the repository.",
                    success(PolicyFigure::storedBytes)),
            new PolicyFigure(
                    "belay_last_backup_duration_seconds",
                    "How long the newest good backup took.",
                    success(one -> time(one.completedAt()) - time(one.startedAt()))),
            new PolicyFigure(
                    "belay_last_failure_timestamp_seconds",
                    "When a backup failed last.",
                    status(status -> Optional.ofNullable(status.lastFailure()).map(failure -> time(failure.time())))),
            new PolicyFigure(
                    "belay_next_run_timestamp_seconds",
                    "When the next run comes due.",
                    status(status -> Optional.ofNullable(status.nextRun())
                            .map(NextRun::time)
                            .map(PolicyFigure::time))),
            new PolicyFigure(
                    "belay_last_drill_timestamp_seconds",
                    "When the last restore drill ended.",
                    drill(one -> time(one.completedAt()))),
            new PolicyFigure(
                    "belay_last_drill_passed",
                    "Whether the last restore drill passed: 1 or 0.",
                    drill(one -> one.passed() ? 1.0 : 0.0)),
            new PolicyFigure(
                    "belay_drill_rto_seconds",
                    "How long the restore of the last drill took.",
                    drill(one -> one.rto() == null ? null : seconds(one.rto()))),
            new PolicyFigure("belay_paused_pods", "Pods that are told to hold still.", pause(PauseStatus::pods)),
            new PolicyFigure(
                    "belay_suspended_cronjobs", "CronJobs that a pause suspends.", pause(PauseStatus::cronJobs)),
            new PolicyFigure("belay_rpo_objective_seconds", "The objective for the RPO.", objective(Objectives::rpo)),
            new PolicyFigure("belay_rto_objective_seconds", "The objective for the RTO.", objective(Objectives::rto)));

    OptionalDouble of(BackupPolicy policy) {
        return value.apply(policy).map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }

    private static Function<BackupPolicy, Optional<Double>> status(
            Function<BackupPolicyStatus, Optional<Double>> value) {
        return policy -> Optional.ofNullable(policy.getStatus()).flatMap(value);
    }

    private static Function<BackupPolicy, Optional<Double>> success(Function<Success, @Nullable Double> value) {
        return status(status -> Optional.ofNullable(status.lastSuccess()).map(value));
    }

    private static Function<BackupPolicy, Optional<Double>> drill(Function<LastDrill, @Nullable Double> value) {
        return status(status -> Optional.ofNullable(status.lastDrill()).map(value));
    }

    /** Nothing is paused where nothing is said of it. */
    private static Function<BackupPolicy, Optional<Double>> pause(Function<PauseStatus, Integer> value) {
        return policy -> Optional.of(Optional.ofNullable(policy.getStatus())
                .map(BackupPolicyStatus::pause)
                .map(value)
                .orElse(0)
                .doubleValue());
    }

    private static Function<BackupPolicy, Optional<Double>> objective(Function<Objectives, @Nullable String> value) {
        return policy -> Optional.ofNullable(policy.getSpec())
                .map(BackupPolicySpec::objectives)
                .map(value)
                .map(PolicyFigure::seconds);
    }

    private static @Nullable Double storedBytes(Success success) {
        return success.storedBytes() == null ? null : success.storedBytes().doubleValue();
    }

    private static Double time(String timestamp) {
        return (double) Instant.parse(timestamp).getEpochSecond();
    }

    private static Double seconds(String duration) {
        Duration parsed = DurationText.parse(duration);
        return (double) parsed.toSeconds();
    }
}
