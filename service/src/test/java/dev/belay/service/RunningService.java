package dev.belay.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole service in this process, with one provider and two topics, as a client sees it. */
public final class RunningService implements AutoCloseable {
    public static final String TOKEN = "planted-admin-token-3f9a";

    private final EmbeddedServer server;
    private final ServiceClient client;

    /** @param more configuration over the usual one */
    public RunningService(Upstream upstream, Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "micronaut.server.port", -1,
                "admin.token-file", tokenFile().toString(),
                "providers",
                        List.of(Map.of(
                                "name",
                                "stripe",
                                "baseUrl",
                                upstream.url() + "/base",
                                "timeout",
                                "2s",
                                "breaker",
                                Map.of("failures", 5, "cooldown", "1s"))),
                "topics",
                        List.of(
                                Map.of("name", "payments", "provider", "stripe", "path", "/charges"),
                                Map.of("name", "reports", "provider", "stripe", "path", "/r", "mutating", false))));
        properties.putAll(more);
        server = ApplicationContext.run(EmbeddedServer.class, properties, "test");
        client = new ServiceClient(server.getURI());
        StoreContext.eventually(() -> client.get("/health/startup").statusCode() == 200);
    }

    public ServiceClient client() {
        return client;
    }

    @Override
    public void close() {
        server.getApplicationContext().close();
    }

    public static Path tokenFile() {
        try {
            Path file = Files.createTempFile("belay-admin", ".token");
            file.toFile().deleteOnExit();
            return Files.writeString(file, TOKEN + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls the service over HTTP. */
    public record ServiceClient(URI base) {
        private static final HttpClient HTTP = HttpClient.newHttpClient();
        private static final ObjectMapper JSON = new ObjectMapper();

        public HttpResponse<String> get(String path) {
            return send(request(path).GET());
        }

        /** With the admin token. */
        public HttpResponse<String> post(String path, String json, String... headers) {
            HttpRequest.Builder request = request(path)
                    .header("X-Admin-Key", TOKEN)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(json));
            return send(headers.length == 0 ? request : request.headers(headers));
        }

        public JsonNode json(String path) {
            return parse(get(path));
        }

        public HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create(base + path));
        }

        public static HttpResponse<String> send(HttpRequest.Builder request) {
            try {
                return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        public static JsonNode parse(HttpResponse<String> response) {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The first breaker of {@code /health}. */
        public JsonNode breaker() {
            return json("/health").path("breakers").path(0);
        }
    }
}
