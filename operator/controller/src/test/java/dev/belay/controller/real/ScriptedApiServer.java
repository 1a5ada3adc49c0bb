package dev.belay.controller.real;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.controller.ClusterClient;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers each request with what it was sent, or with the refusal that a test has set for its verb. */
public final class ScriptedApiServer implements AutoCloseable {
    private final HttpServer server;
    private final KubernetesClient client;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();

    public ScriptedApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
        client = ClusterClient.connect(new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl("http://localhost:" + server.getAddress().getPort() + "/")
                .withRequestRetryBackoffLimit(0)
                .build());
    }

    public KubernetesClient client() {
        return client;
    }

    /** All so far, in their order. */
    public List<Request> requests() {
        return requests;
    }

    /** From now on that verb is refused. */
    public void refuse(String verb, int code, String reason) {
        refusals.put(verb, new Refusal(code, reason));
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var verb = exchange.getRequestMethod();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(verb, exchange.getRequestURI().getPath(), body));
            var refusal = refusals.get(verb);
            var answer = (refusal == null ? body : refusal.body()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(refusal == null ? 200 : refusal.code(), answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }

    /** What came. */
    public record Request(String verb, String path, String body) {}

    private record Refusal(int code, String reason) {
        String body() {
            return """
                    {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"%s","code":%d}""".formatted(reason, code);
        }
    }
}
