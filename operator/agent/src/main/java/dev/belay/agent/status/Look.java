package dev.belay.agent.status;

import dev.belay.agent.backup.Manifest;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.run.Duty;
import dev.belay.agent.run.RunState;
import dev.belay.agent.status.PolicyStatus.Said;
import dev.belay.api.policy.BackupPolicyStatus.Health;
import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import dev.belay.api.policy.BackupPolicyStatus.NextRun;
import dev.belay.api.policy.BackupPolicyStatus.RecoveryWindow;
import dev.belay.api.policy.BackupPolicyStatus.Success;
import dev.belay.api.policy.DurationText;
import dev.belay.api.policy.Objectives;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a policy; the deciding is done from it alone.
 *
 * @param policy in question
 * @param saved what is in its repository, beside what should be
 * @param state of {@code belay run} here
 * @param reported the newest drill of which the repository holds a report; null for none
 * @param keeping who keeps its schedule here
 * @param health of its service
 * @param now the time
 */
public record Look(
        Policy policy,
        Saved saved,
        RunState state,
        @Nullable LastDrill reported,
        Keeping keeping,
        Health health,
        Instant now) {

    /**
     * Who keeps a schedule.
     *
     * @param used whether {@code belay run} ever did
     * @param by who does now; null for nobody
     */
    public record Keeping(boolean used, @Nullable String by) {}

    /** How it stands. */
    public PolicyStatus status() {
        var success = saved.success();
        var backups = saved.backups();
        var drill = drill();
        var conditions = List.of(
                ready(), backedUp(success.orElse(null)), restorable(drill), ServiceHealth.healthy(health), running());
        return new PolicyStatus(
                policy.name(),
                success.isPresent()
                        && conditions.stream().noneMatch(c -> c.status().equals("False")),
                conditions,
                success.map(Look::success).orElse(null),
                state.lastFailure(),
                next().orElse(null),
                backups.isEmpty()
                        ? null
                        : new RecoveryWindow(
                                backups.getLast().startedAt(),
                                backups.getFirst().startedAt()),
                drill,
                health);
    }

    /** One that could not even begin has no report, one that was run by hand no other trace. */
    private @Nullable LastDrill drill() {
        return Stream.of(Optional.ofNullable(state.lastDrill()), Optional.ofNullable(reported))
                .flatMap(Optional::stream)
                .max(Comparator.comparing(LastDrill::completedAt))
                .orElse(null);
    }

    private static Success success(Manifest m) {
        return new Success(
                m.id(),
                m.id(),
                m.tier(),
                m.startedAt(),
                m.completedAt(),
                m.stored().bytes());
    }

    private Optional<NextRun> next() {
        return policy.spec().isSuspended()
                ? Optional.empty()
                : Duty.of(policy.spec()).stream()
                        .filter(d -> d.tier() != null)
                        .flatMap(d -> d.next(now).map(t -> new NextRun(d.title(), t.toString())).stream())
                        .min(Comparator.comparing(NextRun::time));
    }

    private Said ready() {
        if (policy.spec().isSuspended()) {
            return Said.holds(
                    "Ready", "Suspended", "The schedule is stopped by spec.suspend; set it to false to go on.");
        }
        if (!keeping.used()) {
            return Said.holds(
                    "Ready", "NotScheduledHere", "The policy is valid; 'belay run' has never kept its schedule here.");
        }
        return keeping.by() == null
                ? Said.holdsNot(
                        "Ready",
                        "ScheduleNotKept",
                        "No 'belay run' keeps the schedule, and one did before: start it (systemctl start belay-run).")
                : Said.holds("Ready", "ScheduleKept", "The schedule is kept by " + keeping.by() + ".");
    }

    private Said backedUp(@Nullable Manifest success) {
        var failed = state.lastFailure();
        var last = failed != null && (success == null || failed.time().compareTo(success.completedAt()) > 0)
                ? " The last run (" + failed.tier() + ") failed at " + failed.time() + ": " + failed.reason() + ": "
                        + failed.message()
                : "";
        if (!saved.never().isEmpty() && !saved.backups().isEmpty()) {
            return Said.holdsNot(
                    "BackedUp",
                    "DatabaseNeverSaved",
                    "There is no good backup yet of " + String.join(", ", saved.never()) + "." + last
                            + " 'belay backup create' makes one of every database.");
        }
        if (success == null) {
            var none = "There is no good backup yet." + last;
            return last.isEmpty()
                    ? Said.unknown("BackedUp", "NoBackupYet", none + " 'belay backup create' makes one.")
                    : Said.holdsNot("BackedUp", "LastRunFailed", none);
        }
        var newest = "The newest good backup, " + success.id() + ", is of " + success.startedAt() + "." + last;
        var objective = objective(Objectives::rpo);
        if (objective.isPresent()) {
            var breach = Instant.parse(success.startedAt()).plus(objective.get());
            if (!now.isBefore(breach)) {
                return Said.holdsNot(
                        "BackedUp",
                        "ObjectiveMissed",
                        "The objective of " + DurationText.format(objective.get()) + " was missed at " + breach + ". "
                                + newest + " To try now: belay backup create");
            }
        }
        if (saved.unknown() != null) {
            return Said.unknown(
                    "BackedUp",
                    "DatabasesUnknown",
                    newest + " Which databases there are is not known, and so not whether each has a backup: "
                            + saved.unknown());
        }
        return Said.holds(
                "BackedUp",
                last.isEmpty() ? objective.isPresent() ? "ObjectiveMet" : "BackupExists" : "LastRunFailed",
                newest);
    }

    private Said restorable(@Nullable LastDrill drill) {
        if (drill == null) {
            return policy.spec().drill() == null
                    ? Said.unknown(
                            "Restorable",
                            "NoDrill",
                            "No drill is scheduled (spec.drill), so nothing shows that a"
                                    + " restore works. To run one now: belay drill")
                    : Said.unknown("Restorable", "NoDrillYet", "The drill has not run yet. To run it now: belay drill");
        }
        if (!drill.passed()) {
            return Said.holdsNot(
                    "Restorable", "DrillFailed", "The drill of " + drill.completedAt() + " failed: " + drill.message());
        }
        var took = "The drill of " + drill.completedAt() + " restored " + drill.backupId() + " in " + drill.rto();
        var limit = objective(Objectives::rto);
        var slow = limit.isPresent()
                && drill.rto() != null
                && DurationText.parse(drill.rto()).compareTo(limit.get()) > 0;
        return slow
                ? Said.holdsNot(
                        "Restorable", "DrillTooSlow", took + ", longer than the objective (spec.objectives.rto).")
                : Said.holds("Restorable", "DrillPassed", took + ", and every check held.");
    }

    private Said running() {
        var open = health.breakers().stream()
                .filter(b -> !b.state().equals("closed"))
                .map(b -> b.name() + (b.until() == null ? "" : " until " + b.until()))
                .collect(Collectors.joining(", "));
        return open.isEmpty()
                ? Said.holds("Running", "NotPaused", "Nothing is paused.")
                : Said.holdsNot("Running", "ProviderPaused", "Work for these providers is paused: " + open + ".");
    }

    private Optional<Duration> objective(Function<Objectives, @Nullable String> which) {
        return Optional.ofNullable(policy.spec().objectives()).map(which).map(DurationText::parse);
    }
}
