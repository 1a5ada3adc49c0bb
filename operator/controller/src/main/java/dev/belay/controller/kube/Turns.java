package dev.belay.controller.kube;

import dev.belay.api.Labels;
import dev.belay.api.Migration;
import dev.belay.controller.run.Task;
import dev.belay.controller.run.Turn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Lets one at a time look at who migrates what a policy saves, and act on that. */
public final class Turns {
    /** Policies that share a lock wait for each other for as long as a look takes. */
    private static final int LOCKS = 64;

    private final KubernetesClient client;
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

    public Turns(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Acts while nobody else of that policy can take the turn: there is one leader, and it waits here.
     *
     * @param mine on whose behalf: a Migration, or a gated Job
     * @param act looks, decides and writes, knowing whose turn it is
     */
    public <T> T at(HasMetadata mine, String policy, Function<Turn, T> act) {
        var namespace = mine.getMetadata().getNamespace();
        synchronized (locks.get(Math.floorMod((namespace + "/" + policy).hashCode(), LOCKS))) {
            return act.apply(
                    new Turn(mine.getMetadata().getUid(), migrations(namespace, policy), jobs(namespace, policy)));
        }
    }

    /** Read, not from a cache: what was written a moment ago must be seen. */
    private List<Migration> migrations(String namespace, String policy) {
        return client.resources(Migration.class).inNamespace(namespace).list().getItems().stream()
                .filter(migration ->
                        policy.equals(migration.getSpec().policyRef().name()))
                .toList();
    }

    private List<Job> jobs(String namespace, String policy) {
        return Stream.of(
                        Map.of(Labels.POLICY, policy, Labels.TASK, Task.MIGRATION.label()), Map.of(Labels.GATE, policy))
                .flatMap(labels ->
                        client.batch().v1().jobs().inNamespace(namespace).withLabels(labels).list().getItems().stream())
                .toList();
    }
}
