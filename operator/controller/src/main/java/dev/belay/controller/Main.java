package dev.belay.controller;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.javaoperatorsdk.operator.OperatorException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the operator and ends it when it is told to. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /** Runs until SIGTERM, or until another replica takes the lead. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Settings settings;
        try {
            settings = Settings.of(System.getenv());
        } catch (IllegalArgumentException e) {
            LOG.error("{}", e.getMessage());
            System.exit(2);
            return;
        }
        var stopped = new CountDownLatch(1);
        var client = ClusterClient.connect(new ConfigBuilder().build());
        var metrics = new PrometheusRegistry();
        // Halt, not exit: the hooks below would wait for reconciles that must not go on.
        var operator = new BelayOperator(client, settings, InstantSource.system(), metrics, () -> {
            LOG.error("lost the lead; ending");
            Runtime.getRuntime().halt(1);
        });
        var health = HealthEndpoint.open(settings.healthPort(), operator::isReady, metrics);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            operator.close();
            health.close();
            client.close();
            LOG.info("stopped");
            stopped.countDown();
        }));
        try {
            operator.start();
        } catch (OperatorException e) {
            LOG.error("could not start; see that the CRDs are installed and the role is that of docs/rbac.md", e);
            System.exit(1);
        }
        LOG.info("started; agent image {}", settings.image().name());
        stopped.await();
    }
}
