package dev.belay.faults.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.faults.machine.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The agent as it is used: a process of its own, with the memory that it is given in a Job. */
public final class AgentProcess {
    /** No operation of the campaign takes a tenth of it: who is not done by then hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String HEAP = "-Xmx64m";

    private static final String CLASS_PATH = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.endsWith("test-classes"))
            .collect(Collectors.joining(File.pathSeparator));

    private static volatile @Nullable Path classes;

    private final Process process;
    private final Path folder;
    private final Instant started = Instant.now();

    private AgentProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** What a run came to. */
    public record Result(int exitCode, String out, String err, Duration took) {
        /** Standard output as the JSON document that it must be. */
        public JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }

        /** The reason of its failure; empty if it gives none. */
        public String reason() {
            try {
                var first = json().path("failed").path(0).path("reason").asText();
                return json().path("error").path("reason").asText(first);
            } catch (IOException e) {
                return "";
            }
        }
    }

    /** Starts a command. */
    static AgentProcess start(Path folder, List<String> arguments) throws IOException {
        return start(folder, arguments, HEAP);
    }

    /** Keeps what a command loads, so that later ones start in half the time. */
    static void keepClasses(Path folder, List<String> arguments) throws IOException, InterruptedException {
        var path = folder.resolve("classes.aot");
        var result = start(folder, arguments, "-XX:AOTCacheOutput=" + path).await();
        // Not by its exit code: that is also of the cache, which cannot keep what folders on the class path hold.
        Violation.unless(result.json().path("ok").asBoolean(), "no cache of classes: " + result.err());
        classes = Files.exists(path) ? path : null;
    }

    /**
     * Starts a command with a heap of its own.
     *
     * @param folder for what it writes; its temporary files lie in {@code tmp} below it
     */
    public static AgentProcess start(Path folder, List<String> arguments, String heap) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                heap,
                "-XX:MaxDirectMemorySize=64m",
                // A run is over before a better compiler pays.
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-cp",
                CLASS_PATH,
                "dev.belay.agent.cli.Belay"));
        if (classes != null) {
            command.addAll(1, List.of("-XX:AOTCache=" + classes, "-Xlog:disable"));
        }
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        return new AgentProcess(builder.start(), folder);
    }

    public static Result run(Path folder, List<String> arguments) throws IOException, InterruptedException {
        return start(folder, arguments).await();
    }

    /** Waits for its end. */
    public Result await() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            killAll();
            process.waitFor();
            throw new Violation("the run hangs: not done after " + PATIENCE.toSeconds() + " s");
        }
        var took = Duration.between(started, Instant.now());
        return new Result(
                process.exitValue(),
                Files.readString(folder.resolve("out")),
                Files.readString(folder.resolve("err")),
                took);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public void kill() {
        process.destroyForcibly();
    }

    /** The agent and its children, as nearly at once as can be. */
    public void killAll() {
        var children = children();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    public List<ProcessHandle> children() {
        try (Stream<ProcessHandle> all = process.descendants()) {
            return all.toList();
        }
    }

    /** Sends a signal that Java has no word for; nothing to one that has ended. */
    public void signal(String name) throws IOException {
        if (!Program.succeeds("kill", "-" + name, Long.toString(process.pid())) && isAlive()) {
            throw new IOException("SIG" + name + " could not be sent to the agent");
        }
    }
}
