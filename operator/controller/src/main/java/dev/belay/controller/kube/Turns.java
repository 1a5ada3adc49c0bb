package dev.belay.controller.kube;

import dev.belay.api.Labels;
import dev.belay.api.Migration;
import dev.belay.api.status.Phase;
import dev.belay.controller.run.RunReader;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Lets one Job at a time migrate what a policy saves, be it a Migration's or one that is gated by its label. */
public final class Turns {
    private final KubernetesClient client;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    public Turns(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Acts while nobody else can start such a Job: there is one leader, and it waits here.
     *
     * @param mine on whose behalf: a Migration, or a gated Job
     * @param act is told kind and name of what migrates now, if something does
     */
    public <T> T at(HasMetadata mine, String policy, Function<Optional<String>, T> act) {
        var key = mine.getMetadata().getNamespace() + "/" + policy;
        synchronized (locks.computeIfAbsent(key, name -> new Object())) {
            return act.apply(running(mine, policy));
        }
    }

    /** Read, not from a cache: what was started a moment ago must be seen. */
    private Optional<String> running(HasMetadata mine, String policy) {
        var namespace = mine.getMetadata().getNamespace();
        var ofMigrations = Map.of(Labels.POLICY, policy, Labels.TASK, Task.MIGRATION.label());
        Stream<HasMetadata> jobs = Stream.concat(
                jobs(namespace, ofMigrations).filter(job -> !RunReader.isOver(job)),
                jobs(namespace, Map.of(Labels.GATE, policy)).filter(Turns::isGatedAndRuns));
        return Stream.concat(jobs, migrations(namespace, policy))
                .filter(other -> !Ownership.isOwned(other, mine)
                        && !other.getMetadata()
                                .getUid()
                                .equals(mine.getMetadata().getUid()))
                .map(other -> other.getKind() + " " + other.getMetadata().getName())
                .findFirst();
    }

    /** Those that have their Job, or have had it and go back. */
    private Stream<Migration> migrations(String namespace, String policy) {
        return client.resources(Migration.class).inNamespace(namespace).list().getItems().stream()
                .filter(migration ->
                        policy.equals(migration.getSpec().policyRef().name()))
                .filter(migration -> {
                    var status = migration.getStatus();
                    return status != null && status.job() != null && !Phase.isOver(status.phase());
                });
    }

    private Stream<Job> jobs(String namespace, Map<String, String> labels) {
        return client.batch().v1().jobs().inNamespace(namespace).withLabels(labels).list().getItems().stream();
    }

    private static boolean isGatedAndRuns(Job job) {
        return !RunReader.isSuspended(job) && !RunReader.isOver(job);
    }
}
