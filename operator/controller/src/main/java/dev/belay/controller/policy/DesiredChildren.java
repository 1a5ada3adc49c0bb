package dev.belay.controller.policy;

import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.policy.JobTemplate;
import dev.belay.api.policy.Tier;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.kube.AgentJob;
import dev.belay.controller.kube.AgentVolumes;
import dev.belay.controller.kube.Names;
import dev.belay.controller.kube.Ownership;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobSpecBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The children that a policy shall have; a function of the policy and the operator's image alone.
 *
 * @param file the policy file that the Jobs mount
 * @param cronJobs one a tier, then the drill's
 */
record DesiredChildren(ConfigMap file, List<CronJob> cronJobs) {
    private static final String DRILL = "drill";
    private static final long STARTING_DEADLINE = Duration.ofHours(1).toSeconds();
    private static final int HISTORY = 3;

    static DesiredChildren of(BackupPolicy policy, AgentImage image) {
        var cronJobs = new ArrayList<CronJob>();
        for (var tier : policy.getSpec().tiers()) {
            var job = AgentJob.backup(policy, image, tier.name());
            cronJobs.add(cronJob(policy, tier.name(), tier.schedule(), tier.timeZone(), job));
        }
        var drill = policy.getSpec().drill();
        if (drill != null) {
            var job = AgentJob.drill(policy, image);
            cronJobs.add(cronJob(policy, DRILL, drill.schedule(), drill.timeZone(), job));
        }
        return new DesiredChildren(file(policy), List.copyOf(cronJobs));
    }

    /** The same of all that {@link #of} builds. */
    static List<String> cronJobNames(BackupPolicy policy) {
        var suffixes = policy.getSpec().tiers().stream().map(Tier::name);
        return Stream.concat(suffixes, policy.getSpec().drill() == null ? Stream.of() : Stream.of(DRILL))
                .map(suffix -> name(policy, suffix))
                .toList();
    }

    /** Whether the drill's CronJob and a tier's would have the same name. */
    static boolean isNameOfDrill(String tier) {
        return DRILL.equals(tier);
    }

    /** Name of the drill's CronJob. */
    static String drillCronJob(BackupPolicy policy) {
        return name(policy, DRILL);
    }

    private static String name(BackupPolicy policy, String suffix) {
        return Names.fit(policy.getMetadata().getName() + "-" + suffix, Names.CRON_JOB);
    }

    private static ConfigMap file(BackupPolicy policy) {
        var labels = Map.of(Labels.POLICY, policy.getMetadata().getName());
        return new ConfigMapBuilder()
                .withMetadata(metadata(policy, AgentVolumes.configMapName(policy), labels))
                .withData(AgentVolumes.files(policy))
                .addToData(AgentVolumes.POLICY_FILE, PolicyFile.render(policy))
                .build();
    }

    private static CronJob cronJob(
            BackupPolicy policy, String suffix, String schedule, @Nullable String timeZone, AgentJob job) {
        var template = policy.getSpec().jobTemplate();
        return new CronJobBuilder()
                .withMetadata(metadata(policy, name(policy, suffix), job.labels()))
                .withSpec(new CronJobSpecBuilder()
                        .withSchedule(schedule)
                        // Said aloud: without it the controller manager's own zone would count.
                        .withTimeZone(Objects.requireNonNullElse(timeZone, "Etc/UTC"))
                        .withConcurrencyPolicy("Forbid")
                        .withStartingDeadlineSeconds(startingDeadline(template))
                        .withSuccessfulJobsHistoryLimit(
                                history(template == null ? null : template.successfulJobsHistoryLimit()))
                        .withFailedJobsHistoryLimit(
                                history(template == null ? null : template.failedJobsHistoryLimit()))
                        .withSuspend(policy.getSpec().isSuspended())
                        .withNewJobTemplate()
                        .withMetadata(job.marks())
                        .withSpec(job.spec())
                        .endJobTemplate()
                        .build())
                .build();
    }

    private static long startingDeadline(@Nullable JobTemplate template) {
        return template != null && template.startingDeadlineSeconds() != null
                ? template.startingDeadlineSeconds()
                : STARTING_DEADLINE;
    }

    private static int history(@Nullable Integer asked) {
        return asked == null ? HISTORY : asked;
    }

    private static ObjectMeta metadata(BackupPolicy policy, String name, Map<String, String> labels) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(policy.getMetadata().getNamespace())
                .withLabels(labels)
                .withOwnerReferences(Ownership.by(policy))
                .build();
    }
}
