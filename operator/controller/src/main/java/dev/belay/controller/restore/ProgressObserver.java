package dev.belay.controller.restore;

import dev.belay.api.Restore;
import dev.belay.controller.kube.AgentJob;
import dev.belay.controller.kube.PodLogs;
import dev.belay.controller.run.ProgressReader;
import dev.belay.controller.run.RunNames;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.util.Optional;

/** Reads how far a restore has come, while its container runs. */
final class ProgressObserver {
    /** As often as the agent prints. */
    private static final Duration SOON = Duration.ofSeconds(5);

    /** Who may not read logs may be given the right meanwhile. */
    private static final Duration UNREAD = Duration.ofMinutes(1);

    private ProgressObserver() {}

    static Look at(String jobName, Context<Restore> context) {
        return context.getSecondaryResourcesAsStream(Pod.class)
                .filter(pod -> RunNames.isOf(pod, jobName) && isRunning(pod))
                .findFirst()
                .map(pod -> read(pod, context))
                .orElse(Look.NONE);
    }

    private static Look read(Pod pod, Context<Restore> context) {
        return switch (PodLogs.end(context.getClient(), pod)) {
            case PodLogs.Log.Text text -> new Look(ProgressReader.newest(text.text()), Optional.of(SOON));
            case PodLogs.Log.Unread ignored -> new Look(Optional.empty(), Optional.of(UNREAD));
        };
    }

    private static boolean isRunning(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getContainerStatuses().stream()
                        .anyMatch(container -> AgentJob.CONTAINER.equals(container.getName())
                                && container.getState() != null
                                && container.getState().getRunning() != null);
    }
}
