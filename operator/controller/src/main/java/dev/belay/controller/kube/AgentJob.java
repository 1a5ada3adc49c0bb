package dev.belay.controller.kube;

import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.policy.JobTemplate;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private static final String OURS = "belay.dev/";

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
                .withLabels(marks().getLabels())
                .withAnnotations(marks().getAnnotations())
                .addToAnnotations(annotations)
                .withOwnerReferences(Ownership.by(requester))
                .endMetadata()
                .withSpec(spec().edit()
                        .withTtlSecondsAfterFinished((int) KEPT_FOR.toSeconds())
                        .editTemplate()
                        .editMetadata()
                        .addToAnnotations(annotations)
                        .endMetadata()
                        .endTemplate()
                        .build())
                .build();
    }

    /** Of the Job and of its pods: what the policy asks for, and what we know them by. */
    public ObjectMeta marks() {
        var template = policy.getSpec().jobTemplate();
        return new ObjectMetaBuilder()
                .withLabels(template == null ? null : others(template.labels()))
                .addToLabels(labels())
                .withAnnotations(template == null ? null : others(template.annotations()))
                .build();
    }

    /** Never any of ours: an annotation could make a Job of the schedule pass for one that somebody asked for. */
    private static @Nullable Map<String, String> others(@Nullable Map<String, String> asked) {
        if (asked == null) {
            return null;
        }
        var others = new LinkedHashMap<>(asked);
        others.keySet().removeIf(key -> key.startsWith(OURS));
        return others;
    }

    /** What we know it by. */
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
                .withMetadata(marks())
                .withSpec(new AgentPod(policy, image, task, arguments).spec())
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
}
