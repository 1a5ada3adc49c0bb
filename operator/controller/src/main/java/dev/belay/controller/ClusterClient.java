package dev.belay.controller;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** The client of the API server. */
public final class ClusterClient {
    private ClusterClient() {}

    public static KubernetesClient connect(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(serialization())
                .build();
    }

    /** Takes objects with fields of a later version: a newer CRD must not stop an older operator. */
    static KubernetesSerialization serialization() {
        // Names of fields are not interned: managedFields has names with a uid in them, of each object other ones.
        var mapper = new ObjectMapper(JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build());
        // Only kinds that are asked for by their class: to know all of Kubernetes' takes a thousand classes.
        var serialization = new KubernetesSerialization(mapper, false);
        // Nobody asks for it, but it is what a watch ends with: unknown, the watch would be tried again for ever.
        serialization.registerKubernetesResource(Status.class);
        mapper.registerModule(new SimpleModule().addDeserializer(String.class, new PooledStrings()));
        mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        return serialization;
    }
}
