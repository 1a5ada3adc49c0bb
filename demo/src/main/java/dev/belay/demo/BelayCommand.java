package dev.belay.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs {@code belay} as a user would, in a process of its own; what it says to people goes to our stderr. */
final class BelayCommand {

    /**
     * What a command came to.
     *
     * @param exitCode 0 done, 1 failed, 2 wrong use, 3 refused for safety
     * @param document the JSON document on its stdout; missing node where there was none
     */
    record Result(int exitCode, JsonNode document) {
        boolean ok() {
            return exitCode == 0;
        }
    }

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path program;
    private final Path policy;
    private final Path secrets;
    private final Map<String, String> environment;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    BelayCommand(Path home, Path policy, Path secrets, Map<String, String> environment) {
        this.program = home.resolve("belay");
        this.policy = policy;
        this.secrets = secrets;
        this.environment = environment;
    }

    /** Asks everything that runs to end, and waits until it has tidied up behind itself. */
    void endAll() {
        running.forEach(Process::destroy);
        running.forEach(process -> process.onExit().join());
    }

    /** Starts the service with a configuration; what it logs goes into a file. */
    Process service(Path configuration, Path log) throws IOException {
        var builder = new ProcessBuilder(program.toString(), "service")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("BELAY_CONFIG", configuration.toString());
        return start(builder);
    }

    /** Makes a key pair in a folder; returns the recipient. */
    String keygen(Path folder) throws IOException, InterruptedException {
        var made = start(List.of(program.toString(), "keygen", "--out", folder.toString()));
        var recipient = new String(made.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        if (made.waitFor() != 0) {
            throw new IOException("belay keygen ended with " + made.exitValue());
        }
        return recipient;
    }

    /** Runs {@code belay COMMAND --policy … --secrets … --output json ARGUMENTS}. */
    Result run(List<String> command, List<String> arguments) throws IOException, InterruptedException {
        var line = new ArrayList<String>();
        line.add(program.toString());
        line.addAll(command);
        line.addAll(List.of("--policy", policy.toString(), "--secrets", secrets.toString(), "--output", "json"));
        line.addAll(arguments);
        var process = start(line);
        var stdout = process.getInputStream().readAllBytes();
        return new Result(process.waitFor(), MAPPER.readTree(stdout));
    }

    private Process start(List<String> line) throws IOException {
        var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        // Somebody's own PGPASSWORD or PGHOST would lead psql elsewhere.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(environment);
        return start(builder);
    }

    private Process start(ProcessBuilder builder) throws IOException {
        var process = builder.start();
        running.add(process);
        process.getOutputStream().close();
        return process;
    }
}
