package dev.belay.controller.chaos;

import dev.belay.api.Labels;
import dev.belay.controller.real.Reports;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Plays the node: every pod of a Job ends after a while, well unless its Job's name says that it fails. */
final class Kubelet implements AutoCloseable {
    static final String FAILS = "bad";
    private static final int LONGEST_RUN_MILLIS = 1500;

    private final Stage stage;
    private final Random random;
    private final Map<String, Instant> due = new ConcurrentHashMap<>();
    private final Map<String, Instant> ended = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean stopping;

    Kubelet(Stage stage, Random random) {
        this.stage = stage;
        this.random = random;
        thread = Thread.ofVirtual().start(this::work);
    }

    /** Whether the Backup of a name was saved before now. */
    boolean hasSaved(String backup) {
        return ended.containsKey(backup);
    }

    private void work() {
        while (!stopping) {
            for (var pod : stage.list(Pod.class)) {
                var labels = pod.getMetadata().getLabels();
                var job = labels == null ? null : labels.get("batch.kubernetes.io/job-name");
                if (job != null && !isEnded(pod)) {
                    var name = pod.getMetadata().getName();
                    var at = due.computeIfAbsent(
                            name, unused -> Instant.now().plusMillis(random.nextInt(LONGEST_RUN_MILLIS)));
                    if (Instant.now().isAfter(at)) {
                        end(pod, job);
                    }
                }
            }
            Stage.pause(Duration.ofMillis(100));
        }
    }

    private static boolean isEnded(Pod pod) {
        var phase = pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private void end(Pod pod, String job) {
        try {
            var task = pod.getMetadata().getLabels().getOrDefault(Labels.TASK, "");
            switch (task) {
                case "backup" -> {
                    var annotations = pod.getMetadata().getAnnotations();
                    var backup = annotations == null ? job : annotations.getOrDefault(Labels.REQUESTED_BY, job);
                    // Before the pod says so: nobody may act on it earlier than this.
                    ended.put(backup, Instant.now());
                    stage.endPodOf(job, 0, Reports.goodBackup(job, Instant.now().toString()));
                }
                // Of a list that nobody can read: there is no node that would have kept it.
                case "sync" ->
                    stage.endPodOf(job, 0, Reports.list(1, 0, Instant.now().toString()));
                case "restore" -> stage.endPodOf(job, 0, Reports.goodRestore(job, "shop"));
                default -> stage.endPodOf(job, job.startsWith(FAILS) ? 3 : 0, "");
            }
        } catch (KubernetesClientException e) {
            // gone meanwhile, or written to by the Job controller: looked at again in the next round
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
    }
}
