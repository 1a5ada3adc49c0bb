package dev.belay.controller.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Reads what an agent printed, where the termination message's 4 KiB cannot hold it. */
public final class PodLogs {
    /** Some 25,000 backups of a list. */
    private static final int MOST_BYTES = 8 << 20;

    private PodLogs() {}

    /** What came of reading. */
    public sealed interface Log {
        /** What was printed, to both outputs, from its beginning. */
        record Text(String text) implements Log {}

        /** Why there is nothing to read, and what to do. */
        record Unread(String why) implements Log {}
    }

    public static Log read(KubernetesClient client, Pod pod) {
        try {
            var text = client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .inContainer(AgentJob.CONTAINER)
                    .limitBytes(MOST_BYTES)
                    .getLog();
            return new Log.Text(text == null ? "" : text);
        } catch (KubernetesClientException e) {
            var hint = e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                    ? " The operator needs the right to read the logs of its Jobs: the chart's value rbac.podLogs."
                    : "";
            return new Log.Unread("The log of the pod " + pod.getMetadata().getName() + " cannot be read: "
                    + Children.explain(e) + "." + hint);
        }
    }
}
