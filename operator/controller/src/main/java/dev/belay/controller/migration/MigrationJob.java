package dev.belay.controller.migration;

import dev.belay.api.Labels;
import dev.belay.api.Migration;
import dev.belay.controller.kube.Ownership;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Job that migrates: its author's template with our marks added. Of theirs only {@code ttlSecondsAfterFinished} is
 * taken away: a Job that vanishes before its end was seen tells nobody how it ended. It goes with its Migration.
 */
final class MigrationJob {
    private MigrationJob() {}

    static Job of(Migration migration) {
        var template = migration.getSpec().jobTemplate();
        var metadata = Objects.requireNonNullElseGet(template.getMetadata(), ObjectMeta::new);
        return new JobBuilder()
                .withNewMetadata()
                .withName(MigrationNames.job(migration))
                .withNamespace(migration.getMetadata().getNamespace())
                .withLabels(with(metadata.getLabels(), labels(migration)))
                .withAnnotations(with(metadata.getAnnotations(), Ownership.requestedBy(migration)))
                .withOwnerReferences(Ownership.by(migration))
                .endMetadata()
                .withSpec(spec(migration, Objects.requireNonNullElseGet(template.getSpec(), JobSpec::new)))
                .build();
    }

    private static JobSpec spec(Migration migration, JobSpec asked) {
        var spec = asked.edit().build();
        if (spec.getBackoffLimit() == null) {
            // Kubernetes would try six times; half a migration is seldom made whole by a second one.
            spec.setBackoffLimit(0);
        }
        spec.setTtlSecondsAfterFinished(null);
        var pod = Objects.requireNonNullElseGet(spec.getTemplate(), PodTemplateSpec::new);
        var metadata = Objects.requireNonNullElseGet(pod.getMetadata(), ObjectMeta::new);
        metadata.setLabels(with(metadata.getLabels(), labels(migration)));
        metadata.setAnnotations(with(metadata.getAnnotations(), Ownership.requestedBy(migration)));
        pod.setMetadata(metadata);
        if (pod.getSpec() != null && pod.getSpec().getRestartPolicy() == null) {
            pod.getSpec().setRestartPolicy("Never");
        }
        spec.setTemplate(pod);
        return spec;
    }

    private static Map<String, String> labels(Migration migration) {
        return Map.of(Labels.POLICY, migration.getSpec().policyRef().name(), Labels.TASK, Task.MIGRATION.label());
    }

    private static Map<String, String> with(@Nullable Map<String, String> theirs, Map<String, String> ours) {
        var all = new HashMap<String, String>();
        if (theirs != null) {
            all.putAll(theirs);
        }
        all.putAll(ours);
        return all;
    }
}
