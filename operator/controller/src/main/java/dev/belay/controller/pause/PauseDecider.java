package dev.belay.controller.pause;

import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.BackupPolicyStatus;
import dev.belay.api.policy.BackupPolicyStatus.Breaker;
import dev.belay.controller.pause.PauseDecision.Pause;
import dev.belay.controller.status.Conditions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Chooses whether a policy's pods are paused, and what is to be said on which. */
final class PauseDecider {
    private static final Set<String> PAUSING = Set.of("open", "half_open");
    private static final String BY_HAND = "paused by hand";

    private PauseDecider() {}

    static PauseDecision decide(PauseObservation seen, Instant now) {
        var breakers = breakers(seen);
        var pause = pause(seen.policy(), breakers, now);
        return new PauseDecision(
                breakers,
                pause,
                PauseWords.onPods(seen.policy(), pause, seen.pods()),
                PauseWords.onCronJobs(seen.policy(), pause, seen.cronJobs()));
    }

    /** A service that falls silent opens no breaker and closes none. */
    private static List<Breaker> breakers(PauseObservation seen) {
        if (seen.policy().getSpec().service() == null) {
            return List.of();
        }
        if (seen.reading().orElse(null) instanceof Reading.Answer answer) {
            return answer.breakers();
        }
        var status = seen.policy().getStatus();
        return status == null || status.health() == null
                ? List.of()
                : status.health().breakers();
    }

    private static Optional<Pause> pause(BackupPolicy policy, List<Breaker> breakers, Instant now) {
        var asked = policy.getSpec().pause();
        if (asked != null && asked.manual() != null && asked.manual().paused()) {
            var reason = Objects.requireNonNullElse(asked.manual().reason(), BY_HAND);
            return Optional.of(new Pause(true, reason, since(policy, reason, now), null));
        }
        var open = breakers.stream()
                .filter(breaker -> PAUSING.contains(breaker.state()))
                .toList();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        var reason = open.stream()
                .map(breaker -> breaker.name() + ": " + Objects.requireNonNullElse(breaker.reason(), breaker.state()))
                .collect(Collectors.joining("; "));
        var since = open.stream()
                .map(Breaker::since)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElseGet(() -> since(policy, reason, now));
        var until = open.stream().map(Breaker::until).filter(Objects::nonNull).max(Comparator.naturalOrder());
        return Optional.of(new Pause(false, reason, since, until.orElse(null)));
    }

    /** A pause that goes on for the same reason began when it began. */
    private static String since(BackupPolicy policy, String reason, Instant now) {
        return Optional.ofNullable(policy.getStatus())
                .map(BackupPolicyStatus::pause)
                .filter(pause -> pause.reason().equals(reason))
                .map(BackupPolicyStatus.PauseStatus::since)
                .orElseGet(() -> Conditions.timestamp(now));
    }
}
