package dev.belay.controller.kube;

import dev.belay.api.Backup;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the objects that a primary resource asks for. */
public final class Children {
    /** Under which the API server notes the fields that we own. */
    public static final String MANAGER = "belay";

    private static final Logger LOG = LoggerFactory.getLogger(Children.class);
    /** An object that validation or admission will not have; {@link HttpURLConnection} has no name for it. */
    private static final int UNPROCESSABLE = 422;

    /** How a server-side apply is answered, as if the fault were the server's, that has a field which there is not. */
    private static final String UNTYPED = "failed to create typed patch object";

    /** Likewise somebody's webhook that is away: it may be so for days, and nobody would know what is waited for. */
    private static final String WEBHOOK = "failed calling webhook";

    private Children() {}

    /** Applies an object unless the live one already says the same. */
    public static <T extends HasMetadata> void apply(Context<?> context, T desired, @Nullable T live) {
        if (live != null && OwnFields.match(live, desired, MANAGER)) {
            return;
        }
        var written = context.getClient().resource(desired).patch(serverSideApply(MANAGER));
        LOG.info("applied {} {}", desired.getKind(), desired.getMetadata().getName());
        Slim.child(written);
        remember(context, written, live);
    }

    /**
     * Creates an object that must not exist yet.
     *
     * @return why the API server will not have it; empty if it is there, be it from an attempt before a crash
     */
    public static <T extends HasMetadata> Optional<String> create(Context<?> context, T desired) {
        try {
            var written = context.getClient().resource(desired).create();
            LOG.info("created {} {}", desired.getKind(), desired.getMetadata().getName());
            remember(context, written, null);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (isThere(e)) {
                return Optional.empty(); // whether it is ours shows when it is looked at next
            }
            return Optional.of(refusal(e));
        }
    }

    /** No other conflict, such as one with a ResourceQuota that something else is counted against meanwhile. */
    private static boolean isThere(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_CONFLICT
                && e.getStatus() != null
                && "AlreadyExists".equals(e.getStatus().getReason());
    }

    public static void delete(Context<?> context, HasMetadata live) {
        context.getClient()
                .resource(live)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete();
        LOG.info("deleted {} {}", live.getKind(), live.getMetadata().getName());
    }

    /**
     * Why the API server will not have an object: only an edit of it, or of a role, quota or webhook, can mend that.
     *
     * @throws KubernetesClientException the failure itself where another try may succeed
     */
    public static String refusal(KubernetesClientException failure) {
        return switch (failure.getCode()) {
            case HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_FORBIDDEN, UNPROCESSABLE ->
                explain(failure);
            case HttpURLConnection.HTTP_INTERNAL_ERROR -> {
                var words = explain(failure);
                if (!words.startsWith(UNTYPED) && !words.contains(WEBHOOK)) {
                    throw failure;
                }
                yield words;
            }
            default -> throw failure;
        };
    }

    /** Whether a {@linkplain #refusal refusal} can never end: nothing is made any more in a namespace that goes. */
    public static boolean isForGood(String refusal) {
        return refusal.contains("because it is being terminated");
    }

    /** What the API server said, without the request around it. */
    static String explain(KubernetesClientException e) {
        var status = e.getStatus();
        return status != null && status.getMessage() != null ? status.getMessage() : String.valueOf(e.getMessage());
    }

    /** Reads an object past the informers, which hold only what carries our labels. */
    public static <T extends HasMetadata> Optional<T> read(
            KubernetesClient client, Class<T> kind, String namespace, String name) {
        return Optional.ofNullable(
                client.resources(kind).inNamespace(namespace).withName(name).get());
    }

    /** Reads all Backups of a policy, likewise. */
    public static List<Backup> readBackups(KubernetesClient client, String namespace, String policy) {
        return client.resources(Backup.class).inNamespace(namespace).list().getItems().stream()
                .filter(backup -> policy.equals(backup.getSpec().policyRef().name()))
                .toList();
    }

    static PatchContext serverSideApply(String manager) {
        return new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(true)
                .build();
    }

    /** So that the next reconcile sees what this one wrote, even if it comes before the watch does. */
    @SuppressWarnings("unchecked")
    private static <T extends HasMetadata> void remember(Context<?> context, T written, @Nullable T before) {
        var id = ResourceID.fromResource(written);
        for (var source : context.eventSourceRetriever().getEventSourcesFor(written.getClass())) {
            if (source instanceof InformerEventSource<?, ?> informer && !(source instanceof MarkedObjects<?, ?>)) {
                var cache = (InformerEventSource<T, ?>) informer;
                if (before == null) {
                    cache.handleRecentResourceCreate(id, written);
                } else {
                    cache.handleRecentResourceUpdate(id, written, before);
                }
            }
        }
    }
}
