package dev.belay.controller.kube;

import dev.belay.api.Labels;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.Map;
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
        if (!resume && says(job, words)) {
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

    /** A Backup on it of which we say nothing may be somebody else's word, which no write of ours takes away. */
    private static boolean says(Job job, Map<String, String> words) {
        var annotations = job.getMetadata().getAnnotations();
        return annotations != null && annotations.entrySet().containsAll(words.entrySet());
    }
}
