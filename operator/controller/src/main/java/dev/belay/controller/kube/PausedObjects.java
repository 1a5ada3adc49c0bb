package dev.belay.controller.kube;

import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pods and CronJobs that hold still while a provider refuses, known by the label of the policy that paused them. */
public final class PausedObjects {
    public static final String MANAGER = "belay-pause";

    private static final Logger LOG = LoggerFactory.getLogger(PausedObjects.class);

    private final KubernetesClient client;
    private final Set<String> namespaces;

    /** @param namespaces that the operator works in; empty for all */
    public PausedObjects(KubernetesClient client, Set<String> namespaces) {
        this.client = client;
        this.namespaces = namespaces;
    }

    /** The pods that a selector names, and those that a policy has paused before: the selector may have changed since. */
    public List<Pod> pods(String namespace, @Nullable LabelSelector selector, String policy) {
        return both(Pod.class, namespace, selector, policy);
    }

    /** The CronJobs that a selector names, and those that a policy has suspended before. */
    public List<CronJob> cronJobs(String namespace, @Nullable LabelSelector selector, String policy) {
        return both(CronJob.class, namespace, selector, policy);
    }

    private <T extends HasMetadata> List<T> both(
            Class<T> kind, String namespace, @Nullable LabelSelector selector, String policy) {
        var all = new LinkedHashMap<String, T>();
        var resources = client.resources(kind).inNamespace(namespace);
        var paused = resources.withLabel(Labels.PAUSED_BY, policy).list().getItems();
        var selected = selector == null
                ? List.<T>of()
                : resources.withLabelSelector(selector).list().getItems();
        Stream.concat(paused.stream(), selected.stream())
                .forEach(one -> all.put(one.getMetadata().getName(), one));
        return List.copyOf(all.values());
    }

    /**
     * Says on a pod that it is paused.
     *
     * @param annotations what to say; empty takes back all that we said
     */
    public void say(Pod pod, String policy, Map<String, String> annotations) {
        write(new PodBuilder().withMetadata(words(pod, policy, annotations)).build(), annotations.isEmpty());
    }

    /**
     * Says on a CronJob that it is paused.
     *
     * @param annotations what to say; empty takes back all that we said, and resumes what we suspended
     * @param suspended whether it stays suspended by us; not where somebody has resumed it meanwhile
     */
    public void say(CronJob cronJob, String policy, Map<String, String> annotations, boolean suspended) {
        var ours = new CronJobBuilder().withMetadata(words(cronJob, policy, annotations));
        if (suspended) {
            ours.withNewSpec().withSuspend(true).endSpec();
        }
        write(ours.build(), annotations.isEmpty());
    }

    private static ObjectMeta words(HasMetadata target, String policy, Map<String, String> annotations) {
        var metadata = Others.exactly(target);
        return annotations.isEmpty()
                ? metadata.build()
                : metadata.withAnnotations(annotations)
                        .withLabels(Map.of(Labels.PAUSED_BY, policy))
                        .build();
    }

    private void write(HasMetadata ours, boolean clears) {
        if (Others.apply(client, ours, MANAGER)) {
            LOG.info(
                    "{} {} {}",
                    clears ? "cleared" : "paused",
                    ours.getKind(),
                    ours.getMetadata().getName());
        }
    }

    /** Takes back what was said for policies that are no more, be it that they went while no operator was there. */
    public void clearOrphans() {
        var policies = new LinkedHashMap<String, Boolean>();
        var writes = new ArrayList<Runnable>();
        for (var pod : marked(Pod.class)) {
            if (isOrphan(pod, policies)) {
                writes.add(() -> say(pod, "", Map.of()));
            }
        }
        for (var cronJob : marked(CronJob.class)) {
            if (isOrphan(cronJob, policies)) {
                writes.add(() -> say(cronJob, "", Map.of(), false));
            }
        }
        Writes.all(writes).forEach(refusal -> LOG.warn("stays paused, though its policy is no more: {}", refusal));
    }

    private boolean isOrphan(HasMetadata marked, Map<String, Boolean> gone) {
        var namespace = marked.getMetadata().getNamespace();
        var policy = Objects.requireNonNull(marked.getMetadata().getLabels().get(Labels.PAUSED_BY));
        return gone.computeIfAbsent(
                namespace + "/" + policy, unused -> Children.read(client, BackupPolicy.class, namespace, policy)
                        .isEmpty());
    }

    private <T extends HasMetadata> List<T> marked(Class<T> kind) {
        var page = new ListOptionsBuilder()
                .withLabelSelector(Labels.PAUSED_BY)
                .withResourceVersion("0") // what the API server has at hand will do: this comes again
                .build();
        if (namespaces.isEmpty()) {
            return client.resources(kind).inAnyNamespace().list(page).getItems();
        }
        var all = new ArrayList<T>();
        namespaces.forEach(namespace -> all.addAll(
                client.resources(kind).inNamespace(namespace).list(page).getItems()));
        return all;
    }
}
