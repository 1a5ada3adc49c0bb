package dev.belay.controller.bench;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.backup.BackupSpec;
import dev.belay.api.backup.BackupStatus;
import dev.belay.api.policy.PolicyRef;
import dev.belay.api.run.RunReport.BackupResult;
import dev.belay.api.status.Condition;
import dev.belay.api.status.Phase;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** What lives in the cluster: policies with two tiers each in 50 namespaces, and records of their backups. */
final class Population {
    /** What the policies' names, and no others, are like. */
    static final String POLICY = "shop-[0-9]{5}";

    private static final int NAMESPACES = 50;
    private static final int WRITERS = 16;
    private static final String SPEC = """
            database: {host: db.shop.svc, name: shop, sslMode: require, credentials: {secretName: shop-db}}
            repository:
              s3: {endpoint: "https://s3.example.org", bucket: backups, prefix: shop, credentials: {secretName: shop-s3}}
            encryption:
              age: {recipients: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p], identity: {secretName: shop-age}}
            tiers:
            - {name: daily, schedule: "0 2 29 2 *", timeZone: Europe/Berlin, keep: {for: 30d, atLeast: 7}}
            - {name: weekly, schedule: "0 3 29 2 *", keep: {for: 90d}}
            objectives: {rpo: 25h, rto: 4h}
            jobTemplate: {backoffLimit: 0, resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 512Mi}}}
            """;

    private final KubernetesClient client;
    private final BackupPolicy pattern;

    Population(KubernetesClient client) {
        this.client = client;
        this.pattern = client.getKubernetesSerialization()
                .unmarshal(
                        "apiVersion: belay.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: x}\nspec:\n"
                                + SPEC.indent(2),
                        BackupPolicy.class);
    }

    static String policy(int number) {
        return "shop-%05d".formatted(number);
    }

    private static String namespace(int number) {
        return "shops-%02d".formatted(number % NAMESPACES);
    }

    void createNamespaces() {
        inParallel(0, NAMESPACES, number -> {
            var name = namespace(number);
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
            for (var secret : List.of("shop-db", "shop-s3", "shop-age")) {
                client.resource(new SecretBuilder()
                                .withNewMetadata()
                                .withName(secret)
                                .withNamespace(name)
                                .endMetadata()
                                .withStringData(Map.of("key", "value"))
                                .build())
                        .create();
            }
        });
    }

    void createPolicies(int from, int to) {
        inParallel(from, to, this::createPolicy);
    }

    void createPolicy(int number) {
        var policy = new BackupPolicy();
        policy.setMetadata(new ObjectMetaBuilder()
                .withName(policy(number))
                .withNamespace(namespace(number))
                .build());
        policy.setSpec(pattern.getSpec());
        client.resource(policy).create();
    }

    void deletePolicy(int number) {
        client.resources(BackupPolicy.class)
                .inNamespace(namespace(number))
                .withName(policy(number))
                .delete();
    }

    /**
     * Plays the Jobs that list a policy's repository, which nobody runs here: every policy's has ended well, as a day
     * after they were created it has.
     */
    void endSyncs(int policies) {
        var jobs = client.batch().v1().jobs().inAnyNamespace().withLabel(Labels.TASK, "sync");
        var repository =
                jobs.list().getItems().getFirst().getMetadata().getAnnotations().get(Labels.REPOSITORY);
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var sync =
                "{\"status\":{\"sync\":{\"repository\":\"%s\",\"attemptedAt\":\"%s\",\"completedAt\":\"%2$s\",\"backups\":4,\"records\":4}}}"
                        .formatted(repository, now);
        inParallel(0, policies, number -> client.resources(BackupPolicy.class)
                .inNamespace(namespace(number))
                .withName(policy(number))
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), sync));
        jobs.delete();
    }

    /** Of each policy in turn, an hour apart, as the operator writes them. */
    void createRecords(int records, int policies) {
        var newest = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(1, ChronoUnit.HOURS);
        inParallel(0, records, number -> {
            var at = newest.minus(number / policies, ChronoUnit.HOURS).toString();
            var policy = policy(number % policies);
            var backup = new Backup();
            backup.setMetadata(record(policy, number, policies));
            backup.setSpec(new BackupSpec(new PolicyRef(policy), "daily"));
            backup.setStatus(status(backup.getMetadata().getName(), at));
            client.resource(backup).create();
            client.resource(backup)
                    .subresource("status")
                    .patch(new PatchContext.Builder()
                            .withPatchType(PatchType.SERVER_SIDE_APPLY)
                            .withFieldManager("belay")
                            .withForce(true)
                            .build());
        });
    }

    private static ObjectMeta record(String policy, int number, int policies) {
        return new ObjectMetaBuilder()
                .withName(policy + "-daily-" + (29_400_000 + number / policies))
                .withNamespace(namespace(number % policies))
                .withLabels(Map.of(Labels.POLICY, policy, Labels.TIER, "daily", Labels.ORIGIN, "scheduled"))
                .build();
    }

    private static BackupStatus status(String job, String at) {
        var id = at.replaceAll("[-:]", "") + "-daily";
        var result = new BackupResult(
                id, "shop", "daily", at, at, 1_104_000_000L, 191_000_000L, 2, 6_720_000, "17.6", "e3b0c442".repeat(8));
        var said = "Backup " + id + ": 6720000 rows of 2 tables, 191000000 bytes stored.";
        var condition = new Condition("Complete", "True", "Succeeded", said, 1L, at);
        return new BackupStatus(Phase.Succeeded, List.of(condition), job, id, at, at, result, null, null);
    }

    private static void inParallel(int from, int to, IntConsumer one) {
        try (var writers = Executors.newFixedThreadPool(WRITERS)) {
            var all = IntStream.range(from, to)
                    .mapToObj(number -> writers.submit(() -> one.accept(number)))
                    .toList();
            for (var each : all) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
