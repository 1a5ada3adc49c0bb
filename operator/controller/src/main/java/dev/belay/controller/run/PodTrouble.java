package dev.belay.controller.run;

import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.status.Reason;
import dev.belay.controller.status.Sentence;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a pod is stuck on or died of, in words that say what to do. */
final class PodTrouble {
    private PodTrouble() {}

    /** Why a pod that should run does not. */
    static Optional<Trouble> stuck(Pod pod) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        return containers(pod)
                .map(container -> container.getState() == null
                        ? null
                        : container.getState().getWaiting())
                .filter(Objects::nonNull)
                .flatMap(waiting -> waiting(waiting).stream())
                .findFirst()
                .or(() -> unschedulable(pod));
    }

    /** What ended a pod before the agent could say so itself. */
    static Optional<Trouble> death(Pod pod) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        if ("Evicted".equals(pod.getStatus().getReason())) {
            return Optional.of(new Trouble(
                    Reason.Evicted,
                    "The node evicted the pod: " + pod.getStatus().getMessage()
                            + ". Give the Jobs requests that fit (spec.jobTemplate.resources), or free the node."));
        }
        var disrupted = pod.getStatus().getConditions().stream()
                .filter(one -> "DisruptionTarget".equals(one.getType()) && "True".equals(one.getStatus()))
                .findFirst();
        if (disrupted.isPresent()) {
            return Optional.of(
                    new Trouble(
                            Reason.Evicted,
                            "The pod had to make way: " + disrupted.get().getReason() + ": "
                                    + disrupted.get().getMessage()
                                    + ". Give the Jobs a priority (spec.jobTemplate.priorityClassName), or the node peace at that hour."));
        }
        return containers(pod)
                .flatMap(container -> terminated(container).stream())
                .filter(end -> end.getExitCode() != null && end.getExitCode() != 0)
                .map(end -> ended(end, pod))
                .findFirst();
    }

    /** How the container of that name ended. */
    static Optional<ContainerStateTerminated> terminated(ContainerStatus container) {
        return container.getState() == null
                ? Optional.empty()
                : Optional.ofNullable(container.getState().getTerminated());
    }

    static Stream<ContainerStatus> containers(Pod pod) {
        return pod.getStatus() == null
                ? Stream.empty()
                : Stream.of(
                                pod.getStatus().getInitContainerStatuses(),
                                pod.getStatus().getContainerStatuses())
                        .flatMap(List::stream);
    }

    private static Trouble ended(ContainerStateTerminated end, Pod pod) {
        if ("OOMKilled".equals(end.getReason())) {
            return new Trouble(
                    Reason.OutOfMemory,
                    "The kernel killed the container for its memory limit. Raise resources.limits.memory of the Job's template.");
        }
        return new Trouble(
                Reason.Crashed,
                "The container ended with exit code " + end.getExitCode()
                        + (Task.MIGRATION.isOf(pod) ? "" : " and left no report")
                        + ". 'kubectl logs -n " + pod.getMetadata().getNamespace() + " "
                        + pod.getMetadata().getName()
                        + "' shows its last words.");
    }

    private static Optional<Trouble> waiting(ContainerStateWaiting waiting) {
        var detail = waiting.getMessage() == null ? "." : ": " + Sentence.of(waiting.getMessage());
        return switch (waiting.getReason() == null ? "" : waiting.getReason()) {
            case "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull" ->
                Optional.of(new Trouble(
                        Reason.ImagePullFailed,
                        "The image cannot be pulled" + detail
                                + " Correct the image's name, or give the node access to its registry."));
            case "CreateContainerConfigError", "CreateContainerError", "RunContainerError" ->
                Optional.of(new Trouble(
                        Reason.ContainerConfigError,
                        "The container cannot be made" + detail
                                + " See that the Secrets and claims it mounts exist, with the keys it needs."));
            default -> Optional.empty();
        };
    }

    /** The scheduler says twice what it did not find. */
    private static String once(@Nullable String message) {
        return String.valueOf(message).replace("not found. not found", "not found");
    }

    private static String advice(@Nullable String message) {
        return String.valueOf(message).contains("persistentvolumeclaim")
                ? " Create the claim, or correct its name in the policy; or see what keeps it unbound."
                : " Adapt nodeSelector, tolerations or resources of the Job's template, or add a node.";
    }

    private static Optional<Trouble> unschedulable(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .filter(one -> "PodScheduled".equals(one.getType())
                        && "False".equals(one.getStatus())
                        && "Unschedulable".equals(one.getReason()))
                .map(one -> new Trouble(
                        Reason.Unschedulable,
                        "No node takes the pod: " + Sentence.of(once(one.getMessage())) + advice(one.getMessage())))
                .findFirst();
    }
}
