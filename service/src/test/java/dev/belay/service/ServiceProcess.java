package dev.belay.service;

import dev.belay.service.RunningService.ServiceClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The service as a process of its own, as it runs for its users. */
public final class ServiceProcess implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final int port = Processes.freePort();

    /** @param configuration the YAML file */
    public ServiceProcess(Path folder, String configuration, Map<String, String> environment, String... arguments) {
        try {
            Path file = Files.writeString(folder.resolve("service-" + port + ".yml"), configuration);
            log = folder.resolve("service-" + port + ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Application.class.getName()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("BELAY_CONFIG", file.toString());
            builder.environment().put("BELAY_PORT", Integer.toString(port));
            builder.environment().putAll(environment);
            process = builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ServiceProcess started() {
        StoreContext.eventually(() -> {
            if (!process.isAlive()) {
                throw new AssertionError(log());
            }
            return answers("/health/startup");
        });
        return this;
    }

    public boolean answers(String path) {
        try {
            return client().get(path).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    public ServiceClient client() {
        return new ServiceClient(URI.create("http://127.0.0.1:" + port));
    }

    public int exitCode() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("still runs: " + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
