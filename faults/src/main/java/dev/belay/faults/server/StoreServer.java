package dev.belay.faults.server;

import dev.belay.faults.machine.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real S3 server of the campaign's own, by {@code dev/s3}. Its buckets are folders, into which the campaign looks. */
public final class StoreServer implements AutoCloseable {
    public static final String BUCKET = "faults";

    private final String script;
    private final Map<String, String> name =
            Map.of("BELAY_CLUSTER", "faults-" + ProcessHandle.current().pid());
    private final Map<String, String> properties = new HashMap<>();

    public StoreServer(Path home) throws IOException {
        script = home.resolve("dev/s3").toString();
        // What it starts must not hold a pipe of ours.
        Program.run(name, List.of("sh", "-c", "exec \"$0\" up >/dev/null", script));
        try {
            Program.run(name, List.of(script, "bucket", BUCKET));
            for (var line : Program.run(name, List.of(script, "env")).lines().toList()) {
                var equals = line.indexOf('=');
                properties.put(line.substring(0, equals), line.substring(equals + 1));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    public InetSocketAddress address() {
        var uri = URI.create(property("S3_ENDPOINT"));
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    public String accessKeyId() throws IOException {
        return Files.readString(Path.of(property("S3_ACCESS_KEY_ID_FILE"))).strip();
    }

    public String secretAccessKey() throws IOException {
        return Files.readString(Path.of(property("S3_SECRET_ACCESS_KEY_FILE"))).strip();
    }

    /** The folder that the bucket is. */
    public Path bucket() {
        return Path.of(property("S3_CREDENTIALS")).resolveSibling("buckets").resolve(BUCKET);
    }

    private String property(String key) {
        return String.valueOf(properties.get(key));
    }

    @Override
    public void close() throws IOException {
        Program.run(name, List.of(script, "down"));
    }
}
