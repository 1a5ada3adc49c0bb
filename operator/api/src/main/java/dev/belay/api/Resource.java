package dev.belay.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What our kinds have in common. The client's own {@code CustomResource} notes in each object what its class is called,
 * and asks the annotations of its class for it each time: with tens of thousands of objects a tenth of the operator's
 * memory.
 */
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"apiVersion", "kind", "metadata", "spec", "status"})
public abstract class Resource<S, T> implements HasMetadata, Namespaced {
    private ObjectMeta metadata = new ObjectMeta();

    @SuppressWarnings("NullAway.Init") // read from a document, of which the API server demands it
    private S spec;

    private @Nullable T status;

    @Override
    public String getApiVersion() {
        return ApiVersion.GROUP + "/" + ApiVersion.VERSION;
    }

    /** There is one version: what else a document says is refused by the API server. */
    @Override
    public void setApiVersion(String version) {}

    /** The class says what kind it is. */
    public void setKind(String kind) {}

    @Override
    public ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public void setMetadata(ObjectMeta metadata) {
        this.metadata = metadata;
    }

    public S getSpec() {
        return spec;
    }

    public void setSpec(S spec) {
        this.spec = spec;
    }

    public @Nullable T getStatus() {
        return status;
    }

    /** The status, once there is one. */
    public Optional<T> status() {
        return Optional.ofNullable(status);
    }

    public void setStatus(@Nullable T status) {
        this.status = status;
    }
}
