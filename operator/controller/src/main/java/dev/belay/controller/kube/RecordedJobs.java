package dev.belay.controller.kube;

import dev.belay.api.Labels;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** Says on the Job of a scheduled run that its record was made, once and for all. */
public final class RecordedJobs {
    private RecordedJobs() {}

    public static boolean isMarked(Job job) {
        var annotations = job.getMetadata().getAnnotations();
        return annotations != null && annotations.containsKey(Labels.RECORDED);
    }

    /** Returns false if the mark did not get there; or the Job is gone, and needs none. */
    public static boolean mark(KubernetesClient client, Job job) {
        var ours = new JobBuilder()
                .withMetadata(Others.exactly(job)
                        .withAnnotations(Map.of(Labels.RECORDED, "true"))
                        .build())
                .build();
        return Others.apply(client, ours, Children.MANAGER);
    }
}
