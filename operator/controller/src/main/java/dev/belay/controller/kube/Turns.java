package dev.belay.controller.kube;

import dev.belay.api.Backup;
import dev.belay.api.Labels;
import dev.belay.api.Migration;
import dev.belay.controller.run.Origin;
import dev.belay.controller.run.RunNames;
import dev.belay.controller.run.Task;
import dev.belay.controller.run.Turn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
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
            var jobs = jobs(namespace, policy);
            var pods = Stream.concat(pods(namespace, policy), podsOfGated(namespace, policy, jobs))
                    .toList();
            return act.apply(new Turn(mine.getMetadata().getUid(), migrations(namespace, policy), jobs, pods));
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
        return Stream.of(ofMigrations(policy), Map.of(Labels.GATE, policy))
                .flatMap(labels ->
                        client.batch().v1().jobs().inNamespace(namespace).withLabels(labels).list().getItems().stream())
                .toList();
    }

    private Stream<Pod> pods(String namespace, String policy) {
        return client.pods().inNamespace(namespace).withLabels(ofMigrations(policy)).list().getItems().stream();
    }

    /** Such a pod carries no mark of ours; a Job that is gone is known by the Backup that was made for it. */
    private Stream<Pod> podsOfGated(String namespace, String policy, List<Job> jobs) {
        var gated = Stream.concat(
                        jobs.stream().filter(job -> !Task.MIGRATION.isOf(job)).map(job -> job.getMetadata()
                                .getUid()),
                        requesters(namespace, policy))
                .collect(Collectors.toSet());
        return gated.isEmpty()
                ? Stream.empty()
                : client.pods().inNamespace(namespace).withLabel(RunNames.JOB_UID).list().getItems().stream()
                        .filter(pod ->
                                gated.contains(pod.getMetadata().getLabels().get(RunNames.JOB_UID)));
    }

    private Stream<String> requesters(String namespace, String policy) {
        var labels = Map.of(Labels.POLICY, policy, Labels.ORIGIN, Origin.GATE);
        return client.resources(Backup.class).inNamespace(namespace).withLabels(labels).list().getItems().stream()
                .map(backup -> backup.getMetadata().getAnnotations())
                .filter(Objects::nonNull)
                .flatMap(annotations -> Stream.ofNullable(annotations.get(Labels.REQUESTED_BY_UID)));
    }

    private static Map<String, String> ofMigrations(String policy) {
        return Map.of(Labels.POLICY, policy, Labels.TASK, Task.MIGRATION.label());
    }
}
