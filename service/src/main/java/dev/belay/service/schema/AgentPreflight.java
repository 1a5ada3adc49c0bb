package dev.belay.service.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backup taken by Belay's agent, as a child process: {@code belay backup create}. */
@Singleton
public final class AgentPreflight implements Preflight {
    private static final Logger LOG = LoggerFactory.getLogger(AgentPreflight.class);
    private static final int TAIL = 2000;

    private final List<String> command;
    private final @Nullable Path policy;
    private final @Nullable Path secrets;
    private final Duration timeout;
    private final ObjectMapper json;

    AgentPreflight(
            @Property(name = "preflight.command", defaultValue = "belay") List<String> command,
            @Property(name = "preflight.policy") @Nullable Path policy,
            @Property(name = "preflight.secrets") @Nullable Path secrets,
            @Property(name = "preflight.timeout", defaultValue = "30m") Duration timeout,
            ObjectMapper json) {
        this.command = command;
        this.policy = policy;
        this.secrets = secrets;
        this.timeout = timeout;
        this.json = json;
    }

    @Override
    public String backup() throws InterruptedException {
        if (policy == null || secrets == null) {
            throw new SchemaRefused(
                    "preflight.policy and preflight.secrets are not both set, so no backup can be taken");
        }
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of("backup", "create", "--policy", policy.toString()));
        line.addAll(List.of("--secrets", secrets.toString(), "--output", "json"));
        LOG.info("Preflight backup: {}", String.join(" ", line));
        try {
            Path out = Files.createTempFile("belay-preflight", ".json");
            Path err = Files.createTempFile("belay-preflight", ".log");
            try {
                return run(line, out, err);
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new SchemaRefused("the preflight backup could not be started: " + e.getMessage());
        }
    }

    private String run(List<String> line, Path out, Path err) throws IOException, InterruptedException {
        // Into files: a child that talks much must not wait for us to read.
        Process process = new ProcessBuilder(line)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SchemaRefused("the preflight backup was not done within " + timeout);
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new SchemaRefused("the preflight backup failed with exit code " + process.exitValue() + ": "
                    + tail(Files.readString(err).strip()));
        }
        return id(Files.readString(out));
    }

    private String id(String report) {
        try {
            JsonNode node = json.readTree(report);
            if (node.path("ok").asBoolean(false)) {
                return node.path("backup").path("id").asText(node.path("id").asText("latest"));
            }
        } catch (JsonProcessingException e) {
            LOG.debug("No JSON: {}", report, e);
        }
        throw new SchemaRefused("the preflight backup ended with exit code 0, but did not report \"ok\": true");
    }

    private static String tail(String text) {
        return text.length() <= TAIL ? text : text.substring(text.length() - TAIL);
    }
}
