package dev.belay.controller.kube;

import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.policy.JobTemplate;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Job that runs Belay's agent: the same for a schedule, an order and a restore. It needs no right in the cluster,
 * and passes the Pod Security level {@code restricted}.
 *
 * @param tier that a backup counts to; null for other tasks
 * @param arguments between {@code belay} and the options that every task has
 */
public record AgentJob(
        BackupPolicy policy,
        AgentImage image,
        Task task,
        @Nullable String tier,
        List<String> arguments) {
    public static final String CONTAINER = "belay";

    /** Not root, and the same as in the image. */
    private static final long USER = 65532;

    private static final Duration DEADLINE = Duration.ofHours(6);
    private static final Duration KEPT_FOR = Duration.ofDays(7);
    private static final List<Integer> POINTLESS_TO_RETRY = List.of(2, 3);

    public static AgentJob backup(BackupPolicy policy, AgentImage image, String tier) {
        return new AgentJob(policy, image, Task.BACKUP, tier, List.of("backup", "create", "--tier", tier));
    }

    public static AgentJob drill(BackupPolicy policy, AgentImage image) {
        return new AgentJob(policy, image, Task.DRILL, null, List.of("drill"));
    }

    /** The Job of one requester, who owns it. */
    public Job named(String name, HasMetadata requester) {
        var annotations = Ownership.requestedBy(requester);
        return new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(requester.getMetadata().getNamespace())
                .withLabels(labels())
                .withAnnotations(annotations)
                .withOwnerReferences(Ownership.by(requester))
                .endMetadata()
                .withSpec(spec().edit()
                        .withTtlSecondsAfterFinished((int) KEPT_FOR.toSeconds())
                        .editTemplate()
                        .editMetadata()
                        .withAnnotations(annotations)
                        .endMetadata()
                        .endTemplate()
                        .build())
                .build();
    }

    public Map<String, String> labels() {
        var labels = new LinkedHashMap<String, String>();
        labels.put(Labels.POLICY, policy.getMetadata().getName());
        labels.put(Labels.TASK, task.label());
        if (tier != null) {
            labels.put(Labels.TIER, tier);
        }
        return labels;
    }

    public JobSpec spec() {
        var template = policy.getSpec().jobTemplate();
        return new JobSpecBuilder()
                .withBackoffLimit(retries(template))
                .withActiveDeadlineSeconds(
                        template != null && template.activeDeadlineSeconds() != null
                                ? template.activeDeadlineSeconds()
                                : DEADLINE.toSeconds())
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("FailJob")
                .withNewOnExitCodes()
                .withContainerName(CONTAINER)
                .withOperator("In")
                .withValues(POINTLESS_TO_RETRY)
                .endOnExitCodes()
                .endRule()
                .endPodFailurePolicy()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels())
                .endMetadata()
                .withSpec(pod(template))
                .endTemplate()
                .build();
    }

    /** A restore is never tried twice: whoever asked looks at the first failure before the second try. */
    private int retries(@Nullable JobTemplate template) {
        if (task == Task.RESTORE) {
            return 0;
        }
        return template != null && template.backoffLimit() != null ? template.backoffLimit() : 1;
    }

    private PodSpec pod(@Nullable JobTemplate template) {
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
        if (template != null) {
            if (template.nodeSelector() != null && !template.nodeSelector().isEmpty()) {
                pod.withNodeSelector(template.nodeSelector());
            }
            if (template.tolerations() != null) {
                pod.withTolerations(template.tolerations());
            }
        }
        return pod.build();
    }

    private Container container(@Nullable JobTemplate template) {
        var ownImage = template == null ? null : template.image();
        var pullPolicy = template == null ? null : template.imagePullPolicy();
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(Objects.requireNonNullElse(ownImage, image.name()))
                .withImagePullPolicy(pullPolicy != null || ownImage != null ? pullPolicy : image.pullPolicy())
                .withCommand("/usr/bin/belay")
                .withArgs(allArguments())
                .withResources(Resources.of(template == null ? null : template.resources(), task))
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withVolumeMounts(AgentVolumes.of(policy, task).mounts())
                .build();
    }

    private List<String> allArguments() {
        var all = new ArrayList<>(arguments);
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
