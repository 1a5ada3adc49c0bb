package dev.belay.controller.kube;

import dev.belay.api.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an object that is watched. Never write back what was cut here: server-side apply takes away what is
 * left out. See docs/adr/0014.
 */
public final class Slim {
    /** What kubectl apply leaves: the object a second time. */
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private Slim() {}

    /** Of a child that we apply: whose it is, and a digest of what we own of it. */
    static void child(HasMetadata child) {
        var metadata = child.getMetadata();
        if (metadata instanceof Digested) {
            return; // it comes out of a cache again
        }
        child.setMetadata(
                digested(metadata, OwnFields.digest(child, Children.MANAGER).orElse(null)));
        if (child instanceof ConfigMap file) {
            file.setData(Map.of());
            file.setBinaryData(Map.of());
        } else if (child instanceof CronJob cronJob) {
            cronJob.setSpec(null);
            cronJob.setStatus(null);
        }
    }

    /** What {@link #child} noted; empty for an object that was read whole, or holds nothing of ours. */
    static Optional<String> digest(HasMetadata child) {
        return child.getMetadata() instanceof Digested digested
                ? Optional.ofNullable(digested.digest)
                : Optional.empty();
    }

    private static Digested digested(ObjectMeta whole, @Nullable String digest) {
        var kept = new Digested(digest);
        kept.setName(whole.getName());
        kept.setNamespace(intern(whole.getNamespace()));
        kept.setUid(whole.getUid());
        kept.setResourceVersion(whole.getResourceVersion());
        kept.setGeneration(whole.getGeneration());
        kept.setDeletionTimestamp(whole.getDeletionTimestamp());
        kept.setLabels(onlyPolicy(whole.getLabels()));
        kept.setAnnotations(Map.of());
        kept.setFinalizers(List.of());
        kept.setManagedFields(List.of());
        kept.setAdditionalProperties(Map.of());
        kept.setOwnerReferences(
                whole.getOwnerReferences().stream().map(Slim::owner).toList());
        return kept;
    }

    /** Of a Job: how it stands, not what it runs. */
    static void job(Job job) {
        if (job.getSpec() != null) {
            job.getSpec().setTemplate(null);
            job.getSpec().setPodFailurePolicy(null);
            job.getSpec().setSelector(null);
        }
        metadata(job);
    }

    /** Of a pod: how it stands, not what it runs. */
    static void pod(Pod pod) {
        pod.setSpec(null);
        metadata(pod);
    }

    /** Of an object that is itself reconciled. */
    public static void primary(HasMetadata primary) {
        if (primary instanceof Job job) {
            job(job);
        } else {
            metadata(primary);
        }
    }

    /** Of any object: all but what tells who wrote which field. */
    static void metadata(HasMetadata object) {
        var metadata = object.getMetadata();
        metadata.setManagedFields(List.of());
        metadata.setNamespace(intern(metadata.getNamespace()));
        metadata.setLabels(compact(metadata.getLabels()));
        metadata.setAnnotations(compact(metadata.getAnnotations()));
        metadata.setOwnerReferences(List.copyOf(metadata.getOwnerReferences()));
        metadata.setAdditionalProperties(Map.of());
    }

    /**
     * Metadata of a child of which no more is kept. A class of its own, and no annotation: nobody can write one into the
     * cluster.
     */
    private static final class Digested extends ObjectMeta {
        private final transient @Nullable String digest;

        Digested(@Nullable String digest) {
            this.digest = digest;
        }
    }

    private static Map<String, String> compact(@Nullable Map<String, String> map) {
        if (map == null || map.isEmpty()) {
            return Map.of();
        }
        return map.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(LAST_APPLIED))
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> Objects.requireNonNullElse(entry.getValue(), "")));
    }

    private static Map<String, String> onlyPolicy(@Nullable Map<String, String> labels) {
        var policy = labels == null ? null : labels.get(Labels.POLICY);
        return policy == null ? Map.of() : Map.of(Labels.POLICY, policy);
    }

    private static OwnerReference owner(OwnerReference reference) {
        var slim = new OwnerReference();
        slim.setUid(reference.getUid());
        slim.setController(reference.getController());
        slim.setAdditionalProperties(Map.of());
        return slim;
    }

    private static @Nullable String intern(@Nullable String text) {
        return text == null ? null : text.intern();
    }
}
