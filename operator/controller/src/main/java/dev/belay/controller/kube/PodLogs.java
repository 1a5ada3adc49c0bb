package dev.belay.controller.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import java.net.HttpURLConnection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what an agent printed, where the termination message's 4 KiB cannot hold it. */
public final class PodLogs {
    /** Some 25,000 backups of a list. */
    private static final int MOST_BYTES = 8 << 20;

    /** Of what goes on, only the end is of interest. */
    private static final int LAST_LINES = 40;

    private static final int LAST_BYTES = 64 << 10;

    private PodLogs() {}

    /** What came of reading. */
    public sealed interface Log {
        /** What was printed, to both outputs. */
        record Text(String text) implements Log {}

        /** Why there is nothing to read, and what to do. */
        record Unread(String why) implements Log {}
    }

    public static Log read(KubernetesClient client, Pod pod) {
        return read(pod, () -> of(client, pod).limitBytes(MOST_BYTES).getLog());
    }

    /** Its last lines, as far as they are short. */
    public static Log end(KubernetesClient client, Pod pod) {
        return read(pod, () -> of(client, pod)
                .limitBytes(LAST_BYTES)
                .tailingLines(LAST_LINES)
                .getLog());
    }

    private static ContainerResource of(KubernetesClient client, Pod pod) {
        return client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .inContainer(AgentJob.CONTAINER);
    }

    private static Log read(Pod pod, Supplier<@Nullable String> log) {
        try {
            var text = log.get();
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
