package dev.belay.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The Belay service in a process of its own, with one provider behind it. */
final class Egress implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String TOKEN = "demo";

    private final Process service;
    private final URI address;
    private final HttpClient client = HttpClient.newHttpClient();

    Egress(World world, Provider provider) throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        address = URI.create("http://127.0.0.1:" + port);
        var token = Files.writeString(world.directory.resolve("admin-token"), TOKEN);
        var config = Files.writeString(world.directory.resolve("service.yaml"), configuration(provider, port, token));
        service = world.belay.service(config, world.directory.resolve("service.log"));
    }

    private static String configuration(Provider provider, int port, Path token) {
        return """
                micronaut: {server: {host: 127.0.0.1, port: %d}}
                admin: {tokenFile: %s}
                state: {dir: %s}
                providers:
                - {name: payments, baseUrl: "%s", breaker: {failures: 5, cooldown: 2s}}
                topics:
                - {name: orders, provider: payments, path: /orders, mutating: true}
                """.formatted(port, token, token.resolveSibling("state"), provider.url());
    }

    void awaitReady() throws IOException, InterruptedException {
        var deadline = Instant.now().plusSeconds(30);
        while (service.isAlive() && Instant.now().isBefore(deadline)) {
            try {
                if (get("/health/ready").has("status")) {
                    return;
                }
            } catch (IOException notYet) {
                // Refused until it listens.
            }
            Thread.sleep(100);
        }
        throw new IOException("the service did not become ready; its exit code: "
                + (service.isAlive() ? "none, it runs" : service.exitValue()));
    }

    void post(int order) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve("/api/v1/topics/orders/jobs"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString("{\"order\": " + order + "}"))
                .build();
        var response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 202) {
            throw new IOException("the service answered " + response.statusCode() + ": " + response.body());
        }
    }

    /** Waits for the breaker to come into a state, at most half a minute, and returns what /health says of it then. */
    JsonNode awaitBreaker(Predicate<String> wish) throws IOException, InterruptedException {
        var deadline = Instant.now().plus(Duration.ofSeconds(30));
        JsonNode breaker;
        do {
            Thread.sleep(50);
            breaker = get("/health").path("breakers").path(0);
        } while (!wish.test(breaker.path("state").asText()) && Instant.now().isBefore(deadline));
        return breaker;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve(path)).build();
        return MAPPER.readTree(client.send(request, BodyHandlers.ofString()).body());
    }

    @Override
    public void close() {
        client.close();
        service.destroy();
        service.onExit().completeOnTimeout(service, 5, TimeUnit.SECONDS).join();
        service.destroyForcibly().onExit().join();
    }
}
