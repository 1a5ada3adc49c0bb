package dev.belay.service;

import dev.belay.service.config.ConfigurationFile;
import dev.belay.service.config.InvalidConfiguration;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.nio.file.Path;
import java.util.OptionalInt;
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
     * @param args none, or {@code --help} or {@code --version}
     */
    public static void main(String[] args) {
        OptionalInt answered = Arguments.answer(args, System.out, System.err);
        if (answered.isPresent()) {
            System.exit(answered.getAsInt());
        }
        try {
            configure();
            serve();
        } catch (RuntimeException e) {
            System.exit(explain(e));
        }
    }

    private static void configure() {
        String file = System.getenv("BELAY_CONFIG");
        if (file != null && !file.isBlank() && System.getProperty(CONFIG_FILES) == null) {
            ConfigurationFile.check(Path.of(file));
            System.setProperty(CONFIG_FILES, file);
        }
    }

    /** Says why it did not start, in a line where the reason is known; the exit code. */
    private static int explain(RuntimeException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case InvalidConfiguration invalid -> {
                    LOG.error("The configuration is wrong: {}", invalid.getMessage());
                    return 2;
                }
                case BindException busy -> {
                    LOG.error("Could not start: {}: {}", thrown.getMessage(), busy.getMessage());
                    return 1;
                }
                default -> {}
            }
        }
        LOG.error("Could not start", thrown);
        return 1;
    }

    /** As Micronaut's own runner does, but that what is wrong with a start is ours to say and to number. */
    private static void serve() {
        // Deducing the environment would turn the Kubernetes client on wherever a cluster is near, and a start would
        // then
        // wait for an API server that may refuse or never answer. MICRONAUT_ENVIRONMENTS=k8s asks for it by name.
        ApplicationContext context = ApplicationContext.builder()
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
                "Listens on {}, port {}, {} ms after the start of the process",
                addresses(server),
                server.getPort(),
                ManagementFactory.getRuntimeMXBean().getUptime());
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String addresses(EmbeddedServer server) {
        return server.getApplicationContext()
                .getProperty("micronaut.server.host", String.class)
                .orElse("all addresses");
    }
}
