package dev.belay.controller.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The operator, started by the command that its image starts it by, and looked at from outside. */
final class OperatorProcess implements AutoCloseable {
    /** Clock ticks a second in {@code /proc}: the same on every Linux that Java runs on. */
    private static final double TICKS = 100;

    private static final int USER_TIME = 11;
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final long startedAt;
    private final int port;

    private OperatorProcess(Process process, long startedAt, int port) {
        this.process = process;
        this.startedAt = startedAt;
        this.port = port;
    }

    /**
     * Starts it.
     *
     * @param mounted how it finds the API server
     * @param log is added to
     */
    static OperatorProcess start(List<String> command, Map<String, String> mounted, Path log) throws IOException {
        var port = freePort();
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        var environment = builder.environment();
        environment.putAll(mounted);
        environment.put("BELAY_AGENT_IMAGE", "belay/agent:bench");
        environment.put("BELAY_LEADER_ELECTION", "false");
        environment.put("BELAY_HEALTH_PORT", String.valueOf(port));
        environment.put("MALLOC_ARENA_MAX", "1"); // as in the image
        var at = System.nanoTime();
        return new OperatorProcess(builder.start(), at, port);
    }

    /** Seconds since it was started. */
    double age() {
        return (System.nanoTime() - startedAt) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** When it was started, as {@link System#nanoTime} has it. */
    long startedAt() {
        return startedAt;
    }

    void awaitReady() throws IOException {
        Patience.await(PATIENCE, "the operator is ready", () -> get("/readyz").startsWith("ok"));
    }

    /** How often a controller has looked at an object and ended well. */
    long reconciles(String controller) {
        return counted(controller, "success");
    }

    long failures(String controller) {
        return counted(controller, "error");
    }

    private long counted(String controller, String result) {
        var line = Pattern.compile("belay_reconciles_total\\{controller=\"" + controller + "\",result=\"" + result
                        + "\"} ([0-9.E]+)")
                .matcher(get("/metrics?name[]=belay_reconciles_total"));
        return line.find() ? Math.round(Double.parseDouble(line.group(1))) : 0;
    }

    /** Nothing where it does not answer. */
    private String get(String path) {
        if (!process.isAlive()) {
            throw new IllegalStateException("the operator ended with exit code " + process.exitValue());
        }
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is resident now, in MiB. */
    long rssMb() throws IOException {
        return status("VmRSS");
    }

    /** The most that was ever resident, in MiB. */
    long peakMb() throws IOException {
        return status("VmHWM");
    }

    private long status(String key) throws IOException {
        var line = Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(one -> one.startsWith(key + ":"))
                .findFirst()
                .orElseThrow();
        return Math.round(Long.parseLong(line.replaceAll("\\D", "")) / 1024.0);
    }

    /** Seconds of CPU since its start, its user's and the kernel's. */
    double cpu() throws IOException {
        var stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1])) / TICKS;
    }

    String describe() throws IOException {
        return String.format(Locale.ROOT, "RSS %d MB (peak %d), %.2f s of CPU", rssMb(), peakMb(), cpu());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the operator does not end when it is told to");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
