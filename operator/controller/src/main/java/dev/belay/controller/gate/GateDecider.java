package dev.belay.controller.gate;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.policy.DurationText;
import dev.belay.controller.kube.Ownership;
import dev.belay.controller.run.GateBackup;
import dev.belay.controller.run.RunReader;
import dev.belay.controller.run.Turn;
import dev.belay.controller.run.Verdict;
import dev.belay.controller.status.Reason;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Chooses what follows for a gated Job: first a good backup, and only then it is resumed. */
final class GateDecider {
    /** How soon to look again where an event should have come first. */
    private static final Duration SELDOM = Duration.ofMinutes(1);

    /** Written by the same write that resumes the Job; or that it runs without is said already. */
    private static final Set<String> OPENED = Set.of(Reason.BackupSucceeded.name(), Reason.GatePassed.name());

    private GateDecider() {}

    /** Whether the Job waits to be let through; asked before anything is observed. */
    static boolean isWaiting(Job job) {
        return RunReader.isSuspended(job) && !job.isMarkedForDeletion() && !RunReader.isOver(job);
    }

    /** What is said of a Job that runs, or ran, though its gate never opened; empty where all is well or it was said. */
    static Optional<GateStep.Hold> passed(Job job) {
        if (RunReader.isSuspended(job) || job.isMarkedForDeletion() || OPENED.contains(reason(job))) {
            return Optional.empty();
        }
        return Optional.of(hold(
                Reason.GatePassed,
                "No backup opened the gate of this Job, and yet it runs: somebody resumed it by hand. See by "
                        + "'kubectl get bk' whether there is a good backup of BackupPolicy '" + GateNames.policy(job)
                        + "' from before.",
                job));
    }

    private static String reason(Job job) {
        return Objects.requireNonNullElse(job.getMetadata().getAnnotations(), Map.<String, String>of())
                .getOrDefault(Labels.GATE_REASON, "");
    }

    /** How old a backup may be that opens the gate at once, as the Job has it; empty where it wants one of its own. */
    static Optional<String> maxBackupAge(Job job) {
        return Optional.ofNullable(job.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Labels.GATE_MAX_BACKUP_AGE));
    }

    /** Whether the Job's order for its Backup is written down; the turn is its own from then on. */
    static boolean hasAsked(Job job) {
        return Optional.ofNullable(job.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Labels.GATE_BACKUP))
                .filter(GateNames.backup(job)::equals)
                .isPresent();
    }

    static GateStep decide(GateObservation seen, Turn turn, Instant now) {
        var job = seen.job();
        if (!isWaiting(job)) {
            return new GateStep.Pass();
        }
        if (GateNames.policy(job).isEmpty()) {
            return hold(
                    Reason.PolicyNotFound,
                    "The label " + Labels.GATE
                            + " names no policy. Delete the Job, and create it with the policy's name.",
                    job);
        }
        if (seen.policy().isEmpty()) {
            return hold(
                    Reason.PolicyNotFound,
                    "There is no BackupPolicy '" + GateNames.policy(job)
                            + "' in this namespace. Create it, and the Job is resumed behind a backup of it.",
                    job);
        }
        Optional<Duration> maxAge;
        try {
            maxAge = maxBackupAge(job).map(DurationText::parse);
        } catch (IllegalArgumentException e) {
            return hold(
                    Reason.InvalidAnnotation,
                    "The annotation " + Labels.GATE_MAX_BACKUP_AGE + " is no duration such as 1h or 30m: correct it.",
                    job);
        }
        var step = maxAge.flatMap(age -> GateBackup.recent(seen.recent(), age, turn, now))
                .<GateStep>map(
                        recent -> new GateStep.Resume(recent.getMetadata().getName()))
                .or(() -> seen.gate().map(gate -> behind(gate, job)))
                .orElseGet(() -> ask(job, seen.policy().get()));
        return inTurn(step, job, turn);
    }

    /** Backup and Job are of one turn: what has been asked for goes on, nothing new begins while it is another's. */
    private static GateStep inTurn(GateStep step, Job job, Turn turn) {
        return step instanceof GateStep.AskForBackup || step instanceof GateStep.Resume
                ? turn.before()
                        .<GateStep>map(first -> hold(first.reason(), first.message(), job))
                        .orElse(step)
                : step;
    }

    /** What is said until the Backup has finished. */
    static GateStep.Hold await(String backup) {
        return new GateStep.Hold(
                Reason.WaitingForBackup,
                "Waiting for Backup " + backup + "; the Job is resumed only once it has succeeded.",
                backup);
    }

    /** When to look again without an event. Those of the Job and of its Backup are heard. */
    static Optional<Duration> again(GateStep step, Job job) {
        return switch (step) {
            case GateStep.Pass ignored -> Optional.empty();
            case GateStep.Resume ignored -> Optional.empty();
            case GateStep.AskForBackup ignored -> Optional.of(Verdict.SOON);
            case GateStep.Hold hold ->
                switch (hold.reason()) {
                    case WaitingForBackup -> Optional.of(SELDOM);
                    // For good, unless somebody else's backup will do.
                    case BackupFailed -> maxBackupAge(job).map(age -> SELDOM);
                    // A policy, another one's end, a mended quota: none of these sends one.
                    default -> Optional.of(Verdict.SOON);
                };
        };
    }

    private static GateStep behind(Backup gate, Job job) {
        var name = gate.getMetadata().getName();
        if (!isOfGate(gate) || !Ownership.isRequested(gate, job)) {
            return new GateStep.Hold(
                    Reason.NameConflict,
                    "There is a Backup '" + name
                            + "' that was not made for this Job. Delete it, or create the Job under another name.",
                    null);
        }
        return switch (GateBackup.phase(gate)) {
            case Pending, Running -> await(name);
            case Succeeded ->
                GateBackup.unfit(gate)
                        .<GateStep>map(why -> hold(why.reason(), why.message(), job))
                        .orElseGet(() -> new GateStep.Resume(name));
            case Failed ->
                new GateStep.Hold(
                        Reason.BackupFailed,
                        "Backup " + name + " failed, so the Job stays suspended: " + GateBackup.cause(gate)
                                + ". Mend that, then delete the Job and create it again.",
                        name);
        };
    }

    private static boolean isOfGate(Backup backup) {
        var labels = backup.getMetadata().getLabels();
        return labels != null && GateNames.ORIGIN.equals(labels.get(Labels.ORIGIN));
    }

    private static GateStep ask(Job job, BackupPolicy policy) {
        return new GateStep.AskForBackup(GateBackup.order(GateNames.requested(job), policy));
    }

    /** Whoever has asked goes on saying so: the turn would be lost, and the backup be of before another one's. */
    private static GateStep.Hold hold(Reason reason, String message, Job job) {
        return new GateStep.Hold(reason, message, hasAsked(job) ? GateNames.backup(job) : null);
    }
}
