package dev.belay.service;

import dev.belay.service.config.InvalidConfiguration;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service. Its configuration file is named by the environment's {@code BELAY_CONFIG}.
 *
 * <p>Exit codes: 1 could not start, 2 the configuration is wrong, 3 refused for safety (see {@code schema}).
 */
public final class Application {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final String CONFIG_FILES = "micronaut.config.files";

    private Application() {}

    /**
     * Starts, and stays.
     *
     * @param args Micronaut's own, such as {@code -micronaut.server.port=8081}
     */
    public static void main(String[] args) {
        String file = System.getenv("BELAY_CONFIG");
        if (file != null && System.getProperty(CONFIG_FILES) == null) {
            System.setProperty(CONFIG_FILES, file);
        }
        try {
            serve(args);
        } catch (RuntimeException e) {
            Optional<InvalidConfiguration> invalid = invalidConfiguration(e);
            if (invalid.isPresent()) {
                LOG.error("The configuration is wrong: {}", invalid.get().getMessage());
                System.exit(2);
            }
            LOG.error("Could not start", e);
            System.exit(1);
        }
    }

    /** As Micronaut's own runner does, but that what is wrong with a start is ours to say and to number. */
    private static void serve(String[] args) {
        // Deducing the environment would turn the Kubernetes client on wherever a cluster is near, and a start would
        // then
        // wait for an API server that may refuse or never answer. MICRONAUT_ENVIRONMENTS=k8s asks for it by name.
        ApplicationContext context = ApplicationContext.builder()
                .args(args)
                .mainClass(Application.class)
                .banner(false)
                .deduceEnvironment(false)
                .build();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            context.close();
            ended.countDown();
        }));
        context.start();
        EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
        LOG.info(
                "Listens on {}, {} ms after the start of the process",
                server.getURI(),
                ManagementFactory.getRuntimeMXBean().getUptime());
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<InvalidConfiguration> invalidConfiguration(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidConfiguration invalid) {
                return Optional.of(invalid);
            }
        }
        return Optional.empty();
    }
}
