package dev.belay.controller;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * What the kubelet asks: {@code /healthz}, whether the process lives, and {@code /readyz}, whether it works; and
 * {@code /metrics}, for Prometheus.
 */
final class HealthEndpoint implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor;

    private HealthEndpoint(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    static HealthEndpoint open(int port, BooleanSupplier isReady, PrometheusRegistry metrics) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(port), 0);
        server.createContext("/healthz", exchange -> answer(exchange, true));
        server.createContext("/readyz", exchange -> answer(exchange, isReady.getAsBoolean()));
        server.createContext("/metrics", new MetricsHandler(metrics));
        // Else all share the one thread that accepts: a stalled scrape would leave the kubelet without an answer.
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(executor);
        server.start();
        return new HealthEndpoint(server, executor);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow(); // who still stalls is not waited for
    }

    private static void answer(HttpExchange exchange, boolean good) throws IOException {
        try (exchange) {
            var body = (good ? "ok\n" : "not ready\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(
                    good ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
