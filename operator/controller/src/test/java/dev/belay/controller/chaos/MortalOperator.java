package dev.belay.controller.chaos;

import dev.belay.controller.BelayOperator;
import dev.belay.controller.ClusterClient;
import dev.belay.controller.Settings;
import dev.belay.controller.Settings.Replica;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.pause.ServiceAddress;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** The operator as a process of its own, which can be killed, with a clock that can be wrong. */
final class MortalOperator {
    private final String server;
    private final String namespace;
    private final String health;
    private final File log;
    private Process process;

    MortalOperator(String server, String namespace, String health, Path log) {
        this.server = server;
        this.namespace = namespace;
        this.health = health;
        this.log = log.toFile();
    }

    void start(Duration clockAhead) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var line = List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                MortalOperator.class.getName(),
                server,
                namespace,
                health,
                clockAhead.toString());
        process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Arguments: the API server's address, the namespace, the services' health, how far the clock is ahead. */
    public static void main(String[] arguments) throws InterruptedException {
        var config = new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl(arguments[0])
                .withOnlyHttpWatches(true)
                .build();
        var settings = new Settings(
                Set.of(arguments[1]),
                new AgentImage("belay/agent:test", "Never"),
                new Replica("chaos", Optional.empty()),
                0,
                ServiceAddress.template(arguments[2]),
                false);
        var operator = new BelayOperator(
                ClusterClient.connect(config),
                settings,
                Clock.offset(Clock.systemUTC(), Duration.parse(arguments[3])),
                new PrometheusRegistry(),
                () -> {});
        for (var started = false; !started; ) {
            try {
                operator.start();
                started = true;
            } catch (RuntimeException e) {
                // As the kubelet would: begin again. The API server is out of sorts.
                Runtime.getRuntime().halt(1);
            }
        }
        new CountDownLatch(1).await();
    }
}
