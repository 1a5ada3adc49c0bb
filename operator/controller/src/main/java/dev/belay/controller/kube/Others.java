package dev.belay.controller.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes fields of ours on somebody else's object; by server-side apply, so that nothing else of it is touched. */
final class Others {
    private static final Logger LOG = LoggerFactory.getLogger(Others.class);

    private Others() {}

    /** The metadata of a write on an object: with its uid, so that applied to one that is gone it makes no new one. */
    static ObjectMetaBuilder exactly(HasMetadata target) {
        return new ObjectMetaBuilder()
                .withName(target.getMetadata().getName())
                .withNamespace(target.getMetadata().getNamespace())
                .withUid(target.getMetadata().getUid());
    }

    /**
     * Applies our fields.
     *
     * @param ours with the metadata of {@link #exactly}
     * @return false if the object has gone meanwhile
     */
    static boolean apply(KubernetesClient client, HasMetadata ours, String manager) {
        try {
            client.resource(ours).patch(Children.serverSideApply(manager));
            return true;
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT -> {
                    LOG.debug(
                            "{} {} is gone: {}",
                            ours.getKind(),
                            ours.getMetadata().getName(),
                            Children.explain(e));
                    yield false;
                }
                default -> throw e;
            };
        }
    }
}
