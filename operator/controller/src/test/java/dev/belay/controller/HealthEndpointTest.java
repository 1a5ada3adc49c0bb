package dev.belay.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private static int status(HealthEndpoint endpoint, String path) throws Exception {
        var uri = URI.create("http://localhost:" + endpoint.port() + path);
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
