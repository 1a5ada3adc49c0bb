package dev.belay.controller.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before the real API server, on loopback, and lets most requests through. Of the others some are refused, some
 * get no answer, and, worst of all, some are done and get no answer.
 */
final class UnrulyApiServer implements AutoCloseable {
    /** In percent of all requests. */
    private static final int TROUBLE = 8;

    /** What becomes of a request. */
    enum Mood {
        CONFLICT,
        TOO_MANY_REQUESTS,
        INTERNAL_ERROR,
        CUT_BEFORE,
        CUT_AFTER
    }

    private final HttpServer server;
    private final HttpClient client;
    private final URI target;
    private final Random random;
    private final Set<InputStream> watches = ConcurrentHashMap.newKeySet();
    private final Map<Mood, AtomicInteger> moods = new EnumMap<>(Mood.class);
    private volatile boolean unruly;

    UnrulyApiServer(Config config, Random random) throws Exception {
        this.random = random;
        target = URI.create(config.getMasterUrl());
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(SSLUtils.sslContext(config))
                .build();
        for (var mood : Mood.values()) {
            moods.put(mood, new AtomicInteger());
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    void behave(boolean well) {
        unruly = !well;
    }

    void cutWatches() {
        for (var watch : watches) {
            try {
                watch.close();
            } catch (IOException e) {
                // cut is cut
            }
        }
    }

    /** How often it did what. */
    Map<Mood, AtomicInteger> moods() {
        return moods;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var mood = mood(exchange);
            if (mood != null) {
                moods.get(mood).incrementAndGet();
            }
            switch (mood) {
                case CONFLICT -> refuse(exchange, 409, "Conflict");
                case TOO_MANY_REQUESTS -> refuse(exchange, 429, "TooManyRequests");
                case INTERNAL_ERROR -> refuse(exchange, 500, "InternalError");
                case CUT_BEFORE -> {}
                case CUT_AFTER -> {
                    try (var answer = forward(exchange).body()) {
                        answer.readAllBytes();
                    }
                }
                case null -> pass(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Mood mood(HttpExchange exchange) {
        if (!unruly || isWatch(exchange) || random.nextInt(100) >= TROUBLE) {
            return null;
        }
        var reads = exchange.getRequestMethod().equals("GET");
        var mood = Mood.values()[random.nextInt(Mood.values().length)];
        return reads && mood == Mood.CONFLICT ? Mood.INTERNAL_ERROR : mood;
    }

    private static boolean isWatch(HttpExchange exchange) {
        var query = exchange.getRequestURI().getRawQuery();
        return query != null && query.contains("watch=true");
    }

    private static void refuse(HttpExchange exchange, int code, String reason) throws IOException {
        exchange.getRequestBody().readAllBytes();
        var body = """
                {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"%s","code":%d,"message":"out of sorts"}""".formatted(reason, code).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    private HttpResponse<InputStream> forward(HttpExchange exchange) throws IOException, InterruptedException {
        var from = exchange.getRequestURI();
        var path = from.getRawPath() + (from.getRawQuery() == null ? "" : "?" + from.getRawQuery());
        var body = exchange.getRequestBody().readAllBytes();
        var request = HttpRequest.newBuilder(target.resolve(path))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        for (var name : new String[] {"Accept", "Content-Type"}) {
            var value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        return client.send(request.build(), BodyHandlers.ofInputStream());
    }

    private void pass(HttpExchange exchange) throws IOException, InterruptedException {
        var answer = forward(exchange);
        answer.headers().map().forEach((name, values) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith("content-type")) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        try (var from = answer.body()) {
            if (isWatch(exchange)) {
                watches.add(from);
            }
            exchange.sendResponseHeaders(answer.statusCode(), 0);
            var to = exchange.getResponseBody();
            var buffer = new byte[1 << 14];
            for (var read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                to.write(buffer, 0, read);
                to.flush(); // an event of a watch must not wait for the next
            }
            watches.remove(from);
        }
    }

    @Override
    public void close() {
        cutWatches();
        server.stop(0);
        client.shutdownNow();
    }
}
