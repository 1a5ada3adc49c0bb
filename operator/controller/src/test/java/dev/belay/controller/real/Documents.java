package dev.belay.controller.real;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Objects from YAML, as an API server would hand them over: with a uid and the time of their creation. */
public final class Documents {
    public static final String CREATED = "2026-11-21T00:00:00Z";
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private Documents() {}

    public static <T extends HasMetadata> T read(Class<T> kind, String yaml) {
        var object = YAML.unmarshal(yaml, kind);
        var metadata = object.getMetadata();
        metadata.setNamespace("ns");
        metadata.setUid("uid-of-" + metadata.getName());
        metadata.setGeneration(1L);
        if (metadata.getCreationTimestamp() == null) {
            metadata.setCreationTimestamp(CREATED);
        }
        return object;
    }
}
