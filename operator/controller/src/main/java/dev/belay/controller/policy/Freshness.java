package dev.belay.controller.policy;

import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.DurationText;
import dev.belay.controller.status.Conditions;
import dev.belay.controller.status.Reason;
import dev.belay.controller.status.Said;
import dev.belay.controller.status.Sentence;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether the newest good backup is young enough. Messages name points in time, never ages: those would not hold still. */
final class Freshness {
    private Freshness() {}

    static Said of(BackupPolicy policy, BackupHistory history, Instant now) {
        var missed = breach(policy, history).filter(breach -> !now.isBefore(breach));
        if (missed.isPresent()) {
            return Said.holdsNot(
                    Conditions.BACKED_UP,
                    Reason.ObjectiveMissed,
                    "The objective of "
                            + objective(policy).map(DurationText::format).orElse("")
                            + " was missed at " + Conditions.timestamp(missed.get()) + ": " + newest(history)
                            + lastFailure(history) + next(policy));
        }
        if (history.lastSuccess() == null) {
            var text = newest(history) + lastFailure(history) + next(policy);
            return history.lastFailure() == null
                    ? Said.unknown(Conditions.BACKED_UP, Reason.NoBackupYet, text)
                    : Said.holdsNot(Conditions.BACKED_UP, Reason.LastRunFailed, text);
        }
        if (history.endsInFailure()) {
            return Said.holds(
                    Conditions.BACKED_UP, Reason.LastRunFailed, newest(history) + lastFailure(history) + next(policy));
        }
        return objective(policy).isPresent()
                ? Said.holds(Conditions.BACKED_UP, Reason.ObjectiveMet, newest(history) + until(policy, history))
                : Said.holds(
                        Conditions.BACKED_UP,
                        Reason.BackupExists,
                        newest(history) + " No objective is set (spec.objectives.rpo).");
    }

    /** When the objective is missed unless another backup succeeds before. */
    static Optional<Instant> breach(BackupPolicy policy, BackupHistory history) {
        var success = history.lastSuccess();
        var from = success != null ? success.startedAt() : policy.getMetadata().getCreationTimestamp();
        return objective(policy).filter(ignored -> from != null).map(rpo -> Instant.parse(from)
                .plus(rpo));
    }

    private static Optional<Duration> objective(BackupPolicy policy) {
        var objectives = policy.getSpec().objectives();
        if (objectives == null || objectives.rpo() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(DurationText.parse(objectives.rpo()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // condition Ready says so
        }
    }

    private static String newest(BackupHistory history) {
        var success = history.lastSuccess();
        return (success == null
                        ? "There is no good backup yet."
                        : "The newest good backup, " + success.backup() + ", is of " + success.startedAt() + ".")
                + ahead(history);
    }

    private static String ahead(BackupHistory history) {
        var ahead = history.ahead();
        return ahead == null
                ? ""
                : " " + ahead.backup() + " is dated " + ahead.startedAt()
                        + ", which is yet to come, and counts for nothing; set the clock of the node that it ran on.";
    }

    private static String until(BackupPolicy policy, BackupHistory history) {
        return breach(policy, history)
                .map(breach -> " It meets the objective until " + Conditions.timestamp(breach) + ".")
                .orElse("");
    }

    private static String lastFailure(BackupHistory history) {
        var failure = history.lastFailure();
        return failure == null || !history.endsInFailure()
                ? ""
                : " The last run, " + failure.backup() + ", failed: " + failure.reason() + ": "
                        + Sentence.of(failure.message());
    }

    private static String next(BackupPolicy policy) {
        if (policy.getSpec().isSuspended()) {
            return " The schedule is suspended: set spec.suspend to false.";
        }
        return policy.getSpec().tiers().isEmpty() ? "" : " To try now: " + order(policy.getMetadata());
    }

    /** To be pasted: nobody has our examples at hand at three in the morning. */
    private static String order(ObjectMeta policy) {
        return "echo '{\"apiVersion\":\"belay.dev/v1alpha1\",\"kind\":\"Backup\",\"metadata\":{\"generateName\":\""
                + policy.getName() + "-\"},\"spec\":{\"policyRef\":{\"name\":\"" + policy.getName()
                + "\"}}}' | kubectl create -n " + policy.getNamespace() + " -f -";
    }
}
