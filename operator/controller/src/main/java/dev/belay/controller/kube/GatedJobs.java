package dev.belay.controller.kube;

import dev.belay.api.Labels;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jobs of others that wait behind a gate; by server-side apply, so that nothing else of them is touched. */
public final class GatedJobs {
    private static final Logger LOG = LoggerFactory.getLogger(GatedJobs.class);

    private final KubernetesClient client;

    public GatedJobs(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Writes on a Job how its gate stands, unless it says so already.
     *
     * @param backup that it waits for, or that opened the gate; null where there is none yet
     * @param resume whether the gate is open: then the same write resumes the Job
     * @return whether anything was written; not if the Job is gone meanwhile
     */
    public boolean say(Job job, String reason, String message, @Nullable String backup, boolean resume) {
        var words = words(reason, message, backup);
        if (!resume && said(job).equals(words)) {
            return false;
        }
        var ours = new JobBuilder()
                .withMetadata(Others.exactly(job).withAnnotations(words).build())
                .withNewSpec()
                .withSuspend(resume ? false : null)
                .endSpec()
                .build();
        var written = Others.apply(client, ours, Children.MANAGER);
        if (written) {
            LOG.info(
                    "{} Job {}: {}",
                    resume ? "resumed" : "holds",
                    job.getMetadata().getName(),
                    message);
        }
        return written;
    }

    private static Map<String, String> words(String reason, String message, @Nullable String backup) {
        var words = new HashMap<String, String>();
        words.put(Labels.GATE_REASON, reason);
        words.put(Labels.GATE_MESSAGE, message);
        if (backup != null) {
            words.put(Labels.GATE_BACKUP, backup);
        }
        return words;
    }

    private static Map<String, String> said(Job job) {
        var annotations = Objects.requireNonNullElse(job.getMetadata().getAnnotations(), Map.<String, String>of());
        var said = new HashMap<String, String>();
        for (var key : new String[] {Labels.GATE_REASON, Labels.GATE_MESSAGE, Labels.GATE_BACKUP}) {
            Optional.ofNullable(annotations.get(key)).ifPresent(value -> said.put(key, value));
        }
        return said;
    }
}
