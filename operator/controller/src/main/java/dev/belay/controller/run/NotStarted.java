package dev.belay.controller.run;

import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tells of Jobs that get no pod, and of pods that are never started, though neither's status says that anything is amiss:
 * only events do.
 */
final class NotStarted {
    /** As long as a start may take without a word. */
    static final Duration PATIENCE = Duration.ofSeconds(40);

    private NotStarted() {}

    /** Whether nothing of the Job runs, or has run, yet. */
    static boolean isSo(Job job, List<Pod> newestFirst) {
        return !RunReader.isSuspended(job) && (newestFirst.isEmpty() || isPending(newestFirst.getFirst()));
    }

    static Optional<Trouble> trouble(Job job, List<Pod> newestFirst, Instant now) {
        if (!isSo(job, newestFirst)) {
            return Optional.empty();
        }
        if (newestFirst.isEmpty()) {
            return isOlder(job, now)
                    ? Optional.of(new Trouble(
                            Reason.NoPod,
                            "The Job gets no pod: a quota, Pod Security, another admission or a missing service account forbids it. "
                                    + "'kubectl describe job "
                                    + job.getMetadata().getName() + "' says which."))
                    : Optional.empty();
        }
        var pod = newestFirst.getFirst();
        return isOlder(pod, now)
                ? Optional.of(new Trouble(
                        Reason.PodNotStarted,
                        "The pod is not started: a volume, a Secret or a ConfigMap that it mounts is missing, or its image takes long. "
                                + "'kubectl describe pod " + pod.getMetadata().getName() + "' says which."))
                : Optional.empty();
    }

    private static boolean isPending(Pod pod) {
        return pod.getStatus() != null
                && "Pending".equals(pod.getStatus().getPhase())
                && PodTrouble.containers(pod)
                        .noneMatch(container -> container.getState() != null
                                && (container.getState().getRunning() != null
                                        || container.getState().getTerminated() != null));
    }

    private static boolean isOlder(HasMetadata object, Instant now) {
        var created = object.getMetadata().getCreationTimestamp();
        return created != null && now.isAfter(Instant.parse(created).plus(PATIENCE));
    }
}
