package dev.belay.controller.policy;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.PolicyRules;
import dev.belay.controller.kube.AgentPod;
import dev.belay.controller.kube.AgentVolumes;
import dev.belay.controller.kube.Children;
import dev.belay.controller.kube.Secrets;
import dev.belay.controller.run.Run;
import dev.belay.controller.run.RunNames;
import dev.belay.controller.run.RunReader;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gathers what there is of a policy. */
final class PolicyObserver {
    private static final int LONGEST_NAME = 63;

    private final Optional<Secrets> secrets;

    PolicyObserver(Optional<Secrets> secrets) {
        this.secrets = secrets;
    }

    PolicyObservation observe(BackupPolicy policy, Context<BackupPolicy> context, Instant now) {
        var broken = broken(policy);
        var configMaps = children(ConfigMap.class, context);
        var cronJobs = children(CronJob.class, context);
        Map<String, String> missing = Map.of();
        if (broken.isEmpty()) {
            addStranger(ConfigMap.class, AgentVolumes.configMapName(policy), configMaps, context);
            DesiredChildren.cronJobNames(policy).forEach(name -> addStranger(CronJob.class, name, cronJobs, context));
            missing = missingSecrets(policy, now);
        }
        var backups = List.copyOf(context.getSecondaryResources(Backup.class));
        var status = policy.getStatus();
        return new PolicyObservation(
                policy,
                broken,
                configMaps,
                cronJobs,
                missing,
                backups,
                BackupHistory.of(backups, now),
                Drills.last(status == null ? null : status.lastDrill(), drills(context, now), now));
    }

    private static List<String> broken(BackupPolicy policy) {
        var spec = policy.getSpec();
        var broken = new ArrayList<String>();
        PolicyRules.check(spec).forEach(violation -> broken.add(violation.toString()));
        if (!broken.isEmpty()) {
            return broken;
        }
        var volume = spec.repository().volume();
        if (volume != null && (volume.claimName() == null || volume.claimName().isBlank())) {
            broken.add(
                    "spec.repository.volume.claimName: is missing; name a PersistentVolumeClaim of this namespace (only on one machine it is left out)");
        }
        if (volume != null
                && volume.path() != null
                && List.of(volume.path().split("/")).contains("..")) {
            broken.add("spec.repository.volume.path: must not hold '..', which leads out of the claim");
        }
        if (spec.drill() != null
                && spec.tiers().stream().anyMatch(tier -> DesiredChildren.isNameOfDrill(tier.name()))) {
            broken.add("spec.tiers[drill].name: is the name of the drill's own CronJob; rename the tier");
        }
        if (spec.jobTemplate() != null && spec.jobTemplate().affinity() != null) {
            try {
                AgentPod.affinity(spec.jobTemplate().affinity());
            } catch (IllegalArgumentException e) {
                broken.add("spec.jobTemplate.affinity: is not a pod's affinity: " + e.getMessage());
            }
        }
        if (policy.getMetadata().getName().length() > LONGEST_NAME) {
            broken.add("metadata.name: is longer than " + LONGEST_NAME
                    + " characters and cannot be a label's value; create the policy under a shorter name");
        }
        return broken;
    }

    private Map<String, String> missingSecrets(BackupPolicy policy, Instant now) {
        var named = AgentVolumes.namedSecrets(policy.getSpec());
        var missing = new LinkedHashMap<String, String>();
        secrets.filter(all -> !all.isBelieved(policy, now))
                .map(all -> all.missing(policy.getMetadata().getNamespace(), named.keySet()))
                .orElse(Set.of())
                .forEach(name -> missing.put(name, named.getOrDefault(name, "")));
        return missing;
    }

    private static <T extends HasMetadata> Map<String, T> children(Class<T> kind, Context<BackupPolicy> context) {
        var byName = new HashMap<String, T>();
        context.getSecondaryResourcesAsStream(kind)
                .forEach(child -> byName.put(child.getMetadata().getName(), child));
        return byName;
    }

    /** The informers hold what carries our labels; a stranger's object need not. */
    private static <T extends HasMetadata> void addStranger(
            Class<T> kind, String name, Map<String, T> known, Context<BackupPolicy> context) {
        if (!known.containsKey(name)) {
            Children.read(
                            context.getClient(),
                            kind,
                            context.getPrimaryResource().getMetadata().getNamespace(),
                            name)
                    .ifPresent(stranger -> known.put(name, stranger));
        }
    }

    private static List<Run> drills(Context<BackupPolicy> context, Instant now) {
        var pods = List.copyOf(context.getSecondaryResources(Pod.class));
        Comparator<Job> byAge = Comparator.comparing(job -> job.getMetadata().getCreationTimestamp());
        return context.getSecondaryResourcesAsStream(Job.class)
                .filter(job -> RunNames.isTask(job, Task.DRILL))
                .sorted(byAge)
                .map(job -> RunReader.read(
                        job,
                        pods.stream()
                                .filter(pod ->
                                        RunNames.isOf(pod, job.getMetadata().getName()))
                                .toList(),
                        now))
                .toList();
    }
}
