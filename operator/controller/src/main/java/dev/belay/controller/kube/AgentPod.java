package dev.belay.controller.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.JobTemplate;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pod in which the agent runs: as the policy's template asks, and within the Pod Security level {@code restricted}.
 *
 * @param arguments between {@code belay} and the options that every task has
 */
public record AgentPod(BackupPolicy policy, AgentImage image, Task task, List<String> arguments) {
    /** Not root, and the same as in the image. */
    private static final long USER = 65532;

    private static final ObjectMapper STRICT = new ObjectMapper();

    PodSpec spec() {
        var template = policy.getSpec().jobTemplate();
        var pod = new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withFsGroupChangePolicy("OnRootMismatch")
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(container(template))
                .withVolumes(AgentVolumes.of(policy, task).volumes());
        if (DrillServer.isWanted(policy, task)) {
            pod.withInitContainers(DrillServer.container(policy));
        }
        if (template != null) {
            placed(pod, template);
        }
        return pod.build();
    }

    private static void placed(PodSpecBuilder pod, JobTemplate template) {
        if (template.nodeSelector() != null && !template.nodeSelector().isEmpty()) {
            pod.withNodeSelector(template.nodeSelector());
        }
        if (template.tolerations() != null) {
            pod.withTolerations(template.tolerations());
        }
        if (template.affinity() != null && !template.affinity().isEmpty()) {
            pod.withAffinity(affinity(template.affinity()));
        }
        if (template.imagePullSecrets() != null) {
            pod.withImagePullSecrets(template.imagePullSecrets());
        }
        pod.withServiceAccountName(template.serviceAccountName()).withPriorityClassName(template.priorityClassName());
    }

    /**
     * Reads a pod's affinity.
     *
     * @throws IllegalArgumentException naming what does not fit
     */
    public static Affinity affinity(Map<String, Object> document) {
        return STRICT.convertValue(document, Affinity.class);
    }

    private Container container(@Nullable JobTemplate template) {
        var ownImage = template == null ? null : template.image();
        var pullPolicy = template == null ? null : template.imagePullPolicy();
        return new ContainerBuilder()
                .withName(AgentJob.CONTAINER)
                .withImage(Objects.requireNonNullElse(ownImage, image.name()))
                .withImagePullPolicy(pullPolicy != null || ownImage != null ? pullPolicy : image.pullPolicy())
                .withCommand("/usr/bin/belay")
                .withArgs(allArguments())
                .withEnv(quit(template))
                .withResources(Resources.of(template == null ? null : template.resources(), task))
                .withSecurityContext(restricted())
                .withVolumeMounts(AgentVolumes.of(policy, task).mounts())
                .build();
    }

    /** Not an argument: an agent of before it was there ends all the same. */
    private static List<EnvVar> quit(@Nullable JobTemplate template) {
        return template == null || template.sidecarQuitUrl() == null
                ? List.of()
                : List.of(new EnvVarBuilder()
                        .withName("BELAY_SIDECAR_QUIT_URL")
                        .withValue(template.sidecarQuitUrl())
                        .build());
    }

    static SecurityContext restricted() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    private List<String> allArguments() {
        var all = new ArrayList<>(arguments);
        if (DrillServer.isWanted(policy, task)) {
            all.addAll(DrillServer.arguments());
        }
        all.addAll(List.of(
                "--policy",
                AgentVolumes.POLICY_DIRECTORY + "/" + AgentVolumes.POLICY_FILE,
                "--secrets",
                AgentVolumes.SECRETS_DIRECTORY,
                "--output",
                "json",
                "--report",
                "/dev/termination-log"));
        return all;
    }
}
