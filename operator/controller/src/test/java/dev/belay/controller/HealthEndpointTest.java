package dev.belay.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HealthEndpointTest {
    @Test
    void aliveIsNotTheSameAsReady() throws Exception {
        var ready = new AtomicBoolean();
        try (var endpoint = HealthEndpoint.open(0, ready::get, new PrometheusRegistry())) {
            assertThat(status(endpoint, "/healthz")).isEqualTo(200);
            assertThat(status(endpoint, "/readyz")).isEqualTo(503);
            ready.set(true);
            assertThat(status(endpoint, "/readyz")).isEqualTo(200);
            assertThat(status(endpoint, "/metrics")).isEqualTo(200);
        }
    }

    /** The kubelet kills whom it gets no answer from: a stranger who dawdles must not bring that about. */
    @Test
    void aStalledRequestKeepsNobodyWaiting() throws Exception {
        try (var endpoint = HealthEndpoint.open(0, () -> true, new PrometheusRegistry());
                var stalled = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
            stalled.getOutputStream().write("GET /metrics HT".getBytes(StandardCharsets.US_ASCII));
            assertThat(status(endpoint, "/healthz")).isEqualTo(200);
            assertThat(status(endpoint, "/readyz")).isEqualTo(200);
        }
    }

    /** A scrape whose answer nobody takes: more of it than fits between the two ends. */
    @Test
    void anAnswerThatNobodyReadsKeepsNobodyWaiting() throws Exception {
        var metrics = new PrometheusRegistry();
        var many = Gauge.builder().name("many").labelNames("n").register(metrics);
        IntStream.range(0, 100_000)
                .forEach(n -> many.labelValues("x".repeat(100) + n).set(n));
        try (var endpoint = HealthEndpoint.open(0, () -> true, metrics);
                var stalled = new Socket()) {
            stalled.setReceiveBufferSize(1024);
            stalled.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port()));
            stalled.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(stalled.getInputStream().read()).isEqualTo('H');
            assertThat(status(endpoint, "/healthz")).isEqualTo(200);
        }
    }

    private static int status(HealthEndpoint endpoint, String path) throws Exception {
        var uri = URI.create("http://localhost:" + endpoint.port() + path);
        try (var http = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }
}
