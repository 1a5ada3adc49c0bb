package dev.belay.controller.policy;

import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.BackupPolicySpec;
import dev.belay.api.policy.BackupPolicyStatus;
import dev.belay.api.policy.BackupPolicyStatus.NextRun;
import dev.belay.api.policy.BackupPolicyStatus.Sync;
import dev.belay.api.policy.Schedules;
import dev.belay.api.status.Condition;
import dev.belay.controller.kube.Reporter.Reported;
import dev.belay.controller.status.Conditions;
import dev.belay.controller.status.Resting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says how a policy stands, and when that will be another without anything having happened. The service's health and
 * the pause are the pause slice's to say: it owns those fields of the same status, unless there is neither
 * ({@link Resting}).
 */
final class PolicyStatuses {
    private static final List<String> OURS = List.of(Conditions.READY, Conditions.BACKED_UP, Conditions.RESTORABLE);

    private static final List<String> ALL = List.of(
            Conditions.READY, Conditions.BACKED_UP, Conditions.RESTORABLE, Conditions.HEALTHY, Conditions.RUNNING);

    /** A Secret that comes, a stranger's object that goes, a role or quota that is mended send no event. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(30);

    /** How long after its time a CronJob's Job is surely there. */
    private static final Duration AFTER_RUN = Duration.ofSeconds(5);

    private PolicyStatuses() {}

    /** Our part of the status as it stands. */
    static Reported<BackupPolicyStatus> before(BackupPolicy policy) {
        var status = policy.getStatus();
        if (status == null) {
            return new Reported<>(null, List.of());
        }
        var conditions = Conditions.only(status.conditions(), Resting.is(policy.getSpec()) ? ALL : OURS);
        return new Reported<>(
                new BackupPolicyStatus(
                        status.observedGeneration(),
                        conditions,
                        status.lastSuccess(),
                        status.lastFailure(),
                        status.nextRun(),
                        status.recoveryWindow(),
                        status.lastDrill(),
                        status.sync(),
                        null,
                        null),
                conditions);
    }

    /**
     * Our part of the status as it shall be.
     *
     * @param refusal what the API server said to one of our writes
     * @param sync how the records stand to the repository
     */
    static Reported<BackupPolicyStatus> after(
            PolicyObservation seen,
            PolicyDecision decided,
            Optional<String> refusal,
            @Nullable Sync sync,
            Instant now) {
        var policy = seen.policy();
        var old = before(policy);
        var history = seen.history();
        var drill = seen.lastDrill();
        var said = new ArrayList<>(List.of(
                Readiness.of(seen, decided, refusal, sync),
                Freshness.of(policy, history, now),
                Restorability.of(policy, drill, now)));
        if (Resting.is(policy.getSpec())) {
            said.addAll(Resting.SAID);
        }
        long generation = Objects.requireNonNullElse(policy.getMetadata().getGeneration(), 0L);
        List<Condition> conditions = Conditions.next(old.conditions(), said, generation, now);
        return new Reported<>(
                new BackupPolicyStatus(
                        generation,
                        conditions,
                        history.lastSuccess(),
                        history.lastFailure(),
                        seen.broken().isEmpty() ? nextRun(policy.getSpec(), now).orElse(null) : null,
                        history.window(),
                        drill,
                        sync,
                        null,
                        null),
                conditions);
    }

    /** Whether a Job of the policy could do its work. */
    static boolean canRun(PolicyObservation seen, PolicyDecision decided, Optional<String> refusal) {
        return seen.broken().isEmpty()
                && seen.missingSecrets().isEmpty()
                && decided.strangers().isEmpty()
                && refusal.isEmpty();
    }

    /**
     * How long until something must be looked at though nothing has happened.
     *
     * @param after our part of the status as it is now
     * @param sync when the repository's list must be
     */
    static Optional<Duration> again(
            PolicyObservation seen, Reported<BackupPolicyStatus> after, Optional<Instant> sync, Instant now) {
        var policy = seen.policy();
        var waiting = seen.broken().isEmpty()
                && Conditions.find(after.conditions(), Conditions.READY)
                        .filter(ready -> "False".equals(ready.status()))
                        .isPresent();
        return Stream.of(
                        sync,
                        waiting ? Optional.of(now.plus(ASK_AGAIN)) : Optional.<Instant>empty(),
                        Freshness.breach(policy, seen.history()).filter(breach -> breach.isAfter(now)),
                        Restorability.outdated(policy, seen.lastDrill()).filter(outdated -> outdated.isAfter(now)),
                        Optional.ofNullable(after.status())
                                .map(BackupPolicyStatus::nextRun)
                                .map(next -> Instant.parse(next.time()).plus(AFTER_RUN)))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .map(when -> Duration.between(now, when).plusMillis(1));
    }

    private static Optional<NextRun> nextRun(BackupPolicySpec spec, Instant now) {
        if (spec.isSuspended()) {
            return Optional.empty();
        }
        return spec.tiers().stream()
                .flatMap(tier -> Schedules.next(tier.schedule(), tier.timeZone(), now).stream()
                        .map(time -> new NextRun(tier.name(), Conditions.timestamp(time))))
                .min(Comparator.comparing(NextRun::time).thenComparing(NextRun::tier));
    }
}
