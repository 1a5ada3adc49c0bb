package dev.belay.controller;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * What the JVM watches to make its ahead-of-time cache (<a href="https://openjdk.org/jeps/514">JEP 514</a>): two starts
 * of the operator, one that finds a new policy and one that finds all of it in place. It runs when the image is built,
 * never after.
 */
final class Training {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, String> ENVIRONMENT =
            Map.of("BELAY_AGENT_IMAGE", "belay/agent", "BELAY_LEADER_ELECTION", "false", "BELAY_HEALTH_PORT", "0");
    private static final String POLICY = """
            apiVersion: belay.dev/v1alpha1
            kind: BackupPolicy
            metadata: {name: shop, namespace: shops}
            spec:
              database: {host: db, name: shop, sslMode: require, credentials: {secretName: shop-db}}
              repository: {s3: {endpoint: "https://s3", bucket: backups, prefix: shop, credentials: {secretName: shop-s3}}}
              encryption: {age: {recipients: [age1qqq], identity: {secretName: shop-age}}}
              tiers: [{name: daily, schedule: "0 2 * * *", timeZone: Europe/Berlin, keep: {for: 30d, atLeast: 7}}]
              drill: {schedule: "0 4 * * 1", readiness: [select 1]}
              objectives: {rpo: 25h, rto: 4h}
            """;
    private static final String BACKUP = """
            apiVersion: belay.dev/v1alpha1
            kind: Backup
            metadata: {name: shop-daily-1, namespace: shops, labels: {belay.dev/policy: shop, belay.dev/origin: scheduled}}
            spec: {policyRef: {name: shop}, tier: daily}
            status:
              phase: Succeeded
              result: {id: one, tier: daily, startedAt: "2026-01-01T00:00:00Z", completedAt: "2026-01-01T00:01:00Z"}
            """;

    /** Two children and the drill's, the sync's Job, the status. */
    private static final int WRITES = 5;

    private Training() {}

    /** Exit code 1 if it did not come to its end: then there is no cache, and all works without. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        try (var cluster = TrainingCluster.open()) {
            cluster.put("backuppolicies", POLICY);
            cluster.put("backups", BACKUP);
            var config = new ConfigBuilder(Config.autoConfigure(null))
                    .withMasterUrl(cluster.url())
                    .withTrustCerts(true)
                    .withDisableHostnameVerification(true)
                    .build();
            run(config, cluster, cluster.writes() + WRITES);
            run(config, cluster, 0);
        }
        System.exit(0);
    }

    private static void run(Config config, TrainingCluster cluster, int writes)
            throws IOException, InterruptedException {
        var metrics = new PrometheusRegistry();
        try (var client = ClusterClient.connect(config);
                var operator =
                        new BelayOperator(client, Settings.of(ENVIRONMENT), InstantSource.system(), metrics, () -> {});
                var health = HealthEndpoint.open(0, operator::isReady, metrics)) {
            operator.start();
            var deadline = System.nanoTime() + PATIENCE.toNanos();
            while (cluster.writes() < writes) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(cluster.writes() + " of " + writes + " writes within " + PATIENCE);
                }
                cluster.pause();
            }
            cluster.pause();
            if (health.port() <= 0) {
                throw new IOException("nobody listens");
            }
        }
    }
}
