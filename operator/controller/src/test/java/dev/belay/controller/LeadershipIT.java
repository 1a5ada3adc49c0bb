package dev.belay.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controller.Settings.Replica;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.pause.ServiceAddress;
import dev.belay.controller.real.OnRealCluster;
import dev.belay.controller.real.RealCluster;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnRealCluster.class)
class LeadershipIT {
    @Test
    void oneReplicaLeadsAndHandsOverWhenItStops(RealCluster cluster) throws Exception {
        var namespace = cluster.namespace("lead");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var firstClient = cluster.connect();
                var secondClient = cluster.connect()) {
            var first = operator(firstClient, namespace, "first");
            var second = operator(secondClient, namespace, "second");
            first.start();
            Stage.await(() -> "first".equals(holder(cluster, namespace)), () -> "nobody leads");
            // It waits for the lead inside.
            var waiting = threads.submit(second::start);
            Stage.await(second::isReady, () -> "a replica that waits is ready");
            assertThat(holder(cluster, namespace)).isEqualTo("first");

            first.close();
            assertThat(holder(cluster, namespace)).isNotEqualTo("first");
            Stage.await(() -> "second".equals(holder(cluster, namespace)), () -> "nobody took over");
            second.close();
            assertThat(holder(cluster, namespace)).isEmpty();
            waiting.get();
        }
    }

    private static BelayOperator operator(KubernetesClient client, String namespace, String name) {
        var settings = new Settings(
                Set.of(namespace),
                new AgentImage("belay/agent:test", "Never"),
                new Replica(name, Optional.of(namespace)),
                0,
                ServiceAddress.template(ServiceAddress.IN_CLUSTER),
                false);
        return new BelayOperator(client, settings, InstantSource.system(), new PrometheusRegistry(), () -> {});
    }

    private static String holder(RealCluster cluster, String namespace) {
        var lease = cluster.client()
                .leases()
                .inNamespace(namespace)
                .withName(BelayOperator.LEASE)
                .get();
        return lease == null || lease.getSpec().getHolderIdentity() == null
                ? ""
                : lease.getSpec().getHolderIdentity();
    }
}
