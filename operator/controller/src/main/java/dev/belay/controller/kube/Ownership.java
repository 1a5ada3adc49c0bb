package dev.belay.controller.kube;

import dev.belay.api.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;

/** Whose an object is. */
public final class Ownership {
    private Ownership() {}

    public static OwnerReference by(HasMetadata owner) {
        // blockOwnerDeletion stays off: it would need the right to write the owner's finalizers.
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .build();
    }

    public static boolean isOwned(HasMetadata child, HasMetadata owner) {
        var uid = owner.getMetadata().getUid();
        return child.getMetadata().getOwnerReferences().stream().anyMatch(reference -> uid.equals(reference.getUid()));
    }

    /** Whether the child of a policy is that policy's, or an orphan of it that may be taken back. */
    public static boolean isOwnedOrOrphan(HasMetadata child, HasMetadata policy) {
        if (isOwned(child, policy)) {
            return true;
        }
        var labels = child.getMetadata().getLabels();
        var orphan = child.getMetadata().getOwnerReferences().stream()
                .noneMatch(reference -> Boolean.TRUE.equals(reference.getController()));
        return orphan && labels != null && policy.getMetadata().getName().equals(labels.get(Labels.POLICY));
    }

    /** Annotations that lead from an object to the one that asked for it. */
    public static Map<String, String> requestedBy(HasMetadata requester) {
        return Map.of(
                Labels.REQUESTED_BY, requester.getMetadata().getName(),
                Labels.REQUESTED_BY_UID, requester.getMetadata().getUid());
    }

    /** Metadata of what outlives its requester: asked for by it, owned by nobody. */
    public static ObjectMeta requested(HasMetadata requester, String name, String origin, String policy) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(requester.getMetadata().getNamespace())
                .withLabels(Map.of(Labels.ORIGIN, origin, Labels.POLICY, policy))
                .withAnnotations(requestedBy(requester))
                .build();
    }

    /** Whether the object was made at the request of this very requester, not of an earlier one of its name. */
    public static boolean isRequested(HasMetadata object, HasMetadata requester) {
        var annotations = object.getMetadata().getAnnotations();
        return annotations != null && requester.getMetadata().getUid().equals(annotations.get(Labels.REQUESTED_BY_UID));
    }
}
