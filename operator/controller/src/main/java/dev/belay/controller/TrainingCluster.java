package dev.belay.controller;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * As much of an API server as a start of the operator asks of one: it lists what it was given, takes server-side applies,
 * and its watches never tell of anything. It validates nothing; tests have a real one.
 */
final class TrainingCluster implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String OWN_FIELDS = """
            [{"manager": "belay", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1", "fieldsV1":
            {"f:metadata": {"f:labels": {"f:belay.dev/policy": {}}}, "f:spec": {"f:schedule": {}, "f:jobTemplate": {}},
            "f:data": {"f:policy.yaml": {}}}}]
            """;

    private final Map<String, ObjectNode> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger version = new AtomicInteger(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpsServer server;

    private TrainingCluster(HttpsServer server) {
        this.server = server;
    }

    static TrainingCluster open() throws IOException, InterruptedException {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(TrainingIdentity.create()));
        var cluster = new TrainingCluster(server);
        server.createContext("/", cluster::answer);
        server.setExecutor(cluster.threads);
        server.start();
        return cluster;
    }

    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Puts an object where it is listed. */
    void put(String collection, String yaml) throws IOException {
        store(collection, (ObjectNode) YAML.readTree(yaml));
    }

    /** How many writes there were so far. */
    int writes() {
        return version.get();
    }

    private ObjectNode store(String collection, ObjectNode object) throws IOException {
        var metadata = object.withObject("/metadata");
        var key = collection + "/"
                + metadata.path("name").asText(metadata.path("generateName").asText());
        var known = objects.getOrDefault(key, JSON.createObjectNode());
        known.setAll(object);
        var noted = known.withObject("/metadata");
        noted.put("resourceVersion", String.valueOf(version.incrementAndGet()));
        noted.put("uid", "uid-of-" + key);
        noted.put("generation", 1);
        noted.put("creationTimestamp", "2026-01-01T00:00:00Z");
        noted.set("managedFields", JSON.readTree(OWN_FIELDS));
        objects.put(key, known);
        return known;
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var query = String.valueOf(exchange.getRequestURI().getQuery());
        try (exchange) {
            switch (exchange.getRequestMethod()) {
                case "GET" -> get(exchange, path, query);
                case "PATCH" -> {
                    var parts = path.split("/namespaces/[^/]+/", -1);
                    var kind = parts[1].split("/", -1)[0];
                    send(exchange, HttpURLConnection.HTTP_OK, store(kind, body(exchange)));
                }
                default -> send(exchange, HttpURLConnection.HTTP_CREATED, store("created", body(exchange)));
            }
        }
    }

    private void get(HttpExchange exchange, String path, String query) throws IOException {
        var last = path.substring(path.lastIndexOf('/') + 1);
        var isWatch = query.contains("watch=true");
        if (isWatch && exchange.getRequestHeaders().containsKey("Upgrade")) {
            exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, -1); // no WebSocket: it tries without
        } else if (isWatch) {
            exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, 0);
            exchange.getResponseBody().flush();
            awaitEnd();
        } else if (path.contains("/namespaces/")) {
            var found = path.contains("/secrets/");
            send(
                    exchange,
                    found ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_NOT_FOUND,
                    JSON.createObjectNode().put("kind", "Status").put("apiVersion", "v1"));
        } else {
            var list = JSON.createObjectNode();
            list.withObject("/metadata").put("resourceVersion", String.valueOf(version.get()));
            var items = list.putArray("items");
            objects.forEach((key, object) -> {
                if (key.startsWith(last + "/") && isSelected(object, query)) {
                    items.add(object);
                }
            });
            send(exchange, HttpURLConnection.HTTP_OK, list);
        }
    }

    /** As far as it matters here: whether the object has the label at all. */
    private static boolean isSelected(ObjectNode object, String query) {
        var label = Pattern.compile("labelSelector=([^=& ]+)").matcher(query);
        return !label.find() || object.at("/metadata/labels").has(label.group(1));
    }

    private static ObjectNode body(HttpExchange exchange) throws IOException {
        return (ObjectNode) YAML.readTree(exchange.getRequestBody());
    }

    private static void send(HttpExchange exchange, int code, ObjectNode object) throws IOException {
        var bytes = JSON.writeValueAsString(object).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void awaitEnd() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For a moment, in which the operator goes on. */
    void pause() throws InterruptedException {
        var unused = closed.await(200, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
        threads.shutdownNow();
        server.stop(0);
    }
}
