package dev.belay.controller.gate;

import dev.belay.api.Labels;
import dev.belay.controller.kube.Names;
import dev.belay.controller.kube.Ownership;
import dev.belay.controller.run.Origin;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Map;
import java.util.Objects;

/** What a gated Job's Backup is called, and how it leads back to the Job. */
final class GateNames {
    static final String ORIGIN = Origin.GATE;
    private static final int PIECE = 8;

    private GateNames() {}

    /** The policy that the Job's label names. */
    static String policy(Job job) {
        var labels = Objects.requireNonNullElse(job.getMetadata().getLabels(), Map.<String, String>of());
        return labels.getOrDefault(Labels.GATE, "");
    }

    /**
     * Another one for a Job of the same name, and for the same Job once its spec has changed: whoever suspends a Job
     * again must not get past with the backup of the last time.
     */
    static String backup(Job job) {
        var metadata = job.getMetadata();
        var piece = Names.hash(metadata.getUid() + "/" + metadata.getGeneration(), PIECE);
        return Names.fit(metadata.getName() + "-gate-" + piece, Names.JOB);
    }

    static ObjectMeta requested(Job job) {
        return Ownership.requested(job, backup(job), ORIGIN, policy(job));
    }
}
