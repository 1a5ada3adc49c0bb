package dev.belay.controller.kube;

import dev.belay.api.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells pods to hold still, by annotations; by server-side apply, so that nothing else of them is touched. */
public final class PausedPods {
    public static final String MANAGER = "belay-pause";

    private static final Logger LOG = LoggerFactory.getLogger(PausedPods.class);

    private final KubernetesClient client;

    public PausedPods(KubernetesClient client) {
        this.client = client;
    }

    /** Every pod of a namespace: annotations cannot be selected by, and a selector may have changed meanwhile. */
    public List<Pod> list(String namespace) {
        return client.pods().inNamespace(namespace).list().getItems();
    }

    /**
     * Says something on a pod, or with an empty map takes back all that we said.
     *
     * @return false if the pod has gone meanwhile
     */
    public boolean say(Pod pod, Map<String, String> annotations) {
        // With its uid: applied to a pod that is gone, this must not make a new one.
        var ours = new PodBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .withUid(pod.getMetadata().getUid())
                .withAnnotations(annotations.isEmpty() ? null : annotations)
                .endMetadata()
                .build();
        try {
            client.resource(ours).patch(Children.serverSideApply(MANAGER));
            LOG.info(
                    "{} pod {}",
                    annotations.isEmpty() ? "cleared" : "paused",
                    pod.getMetadata().getName());
            return true;
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT, Children.UNPROCESSABLE -> {
                    LOG.debug("pod {} is gone: {}", pod.getMetadata().getName(), Children.explain(e));
                    yield false;
                }
                default -> throw e;
            };
        }
    }

    /** Takes back what one policy said on any pod of its namespace. */
    public void clear(String namespace, String policy) {
        list(namespace).stream().filter(pod -> isPausedBy(pod, policy)).forEach(pod -> say(pod, Map.of()));
    }

    private static boolean isPausedBy(Pod pod, String policy) {
        var annotations = pod.getMetadata().getAnnotations();
        return annotations != null && policy.equals(annotations.get(Labels.PAUSED_BY));
    }
}
