package dev.belay.controller.kube;

import dev.belay.api.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The annotations that tell a pod to hold still; written by server-side apply, so that nothing else of it is touched. */
public final class PausedPods {
    public static final String MANAGER = "belay-pause";

    private static final Logger LOG = LoggerFactory.getLogger(PausedPods.class);
    private static final Set<String> OURS =
            Set.of(Labels.PAUSED, Labels.PAUSED_REASON, Labels.PAUSED_SINCE, Labels.PAUSED_UNTIL, Labels.PAUSED_BY);

    private final KubernetesClient client;

    public PausedPods(KubernetesClient client) {
        this.client = client;
    }

    /** Every pod of a namespace: annotations cannot be selected by, and a selector may have changed meanwhile. */
    public List<Pod> list(String namespace) {
        return client.pods().inNamespace(namespace).list().getItems();
    }

    /** What we say on a pod now; empty for nothing. */
    public static Map<String, String> said(Pod pod) {
        var said = new HashMap<String, String>();
        var annotations = pod.getMetadata().getAnnotations();
        if (annotations != null) {
            annotations.forEach((key, value) -> {
                if (OURS.contains(key)) {
                    said.put(key, value);
                }
            });
        }
        return said;
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
        list(namespace).stream()
                .filter(pod -> policy.equals(said(pod).get(Labels.PAUSED_BY)))
                .forEach(pod -> say(pod, Map.of()));
    }
}
