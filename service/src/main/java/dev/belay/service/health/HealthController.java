package dev.belay.service.health;

import dev.belay.service.breaker.BreakerView;
import dev.belay.service.breaker.Breakers;
import dev.belay.service.schema.SchemaGate;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Probes and the payload that names the unhealthy part. Answers from memory only: it never waits for anything. */
@Controller
final class HealthController {
    private final HealthMonitor monitor;
    private final Breakers breakers;
    private final SchemaGate schema;
    private final String version;

    HealthController(HealthMonitor monitor, Breakers breakers, SchemaGate schema) {
        this.monitor = monitor;
        this.breakers = breakers;
        this.schema = schema;
        String implementation = HealthController.class.getPackage().getImplementationVersion();
        this.version = implementation == null ? "development" : implementation;
    }

    /** The process answers: 200. */
    @Get(uris = {"/health/live", "/api/health/live"})
    Word live() {
        return new Word("live");
    }

    /** The start is over: 200, before that 503. */
    @Get(uris = {"/health/startup", "/api/health/startup"})
    HttpResponse<Word> startup() {
        return started() ? HttpResponse.ok(new Word("started")) : unavailable(new Word("starting"));
    }

    /** Work may come: {@code ready} or {@code degraded} 200, {@code not_ready} 503. */
    @Get(uris = {"/health/ready", "/api/health/ready"})
    HttpResponse<Word> ready() {
        if (!started()) {
            return unavailable(new Word("not_ready"));
        }
        return switch (monitor.overall()) {
            case UP, DISABLED -> HttpResponse.ok(new Word("ready"));
            case DEGRADED -> HttpResponse.ok(new Word("degraded"));
            case DOWN -> unavailable(new Word("not_ready"));
        };
    }

    /** Everything: {@code ok} or {@code degraded} 200, {@code unhealthy} 503. */
    @Get(uris = {"/health", "/api/health"})
    HttpResponse<Health> health() {
        return switch (monitor.overall()) {
            case UP, DISABLED -> HttpResponse.ok(body("ok"));
            case DEGRADED -> HttpResponse.ok(body("degraded"));
            case DOWN -> unavailable(body("unhealthy"));
        };
    }

    private boolean started() {
        return schema.ready() && monitor.complete();
    }

    private Health body(String status) {
        return new Health(
                status,
                version,
                Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime())
                        .toSeconds(),
                monitor.components(),
                breakers.all().stream()
                        .map(breaker -> BreakerView.of(breaker.row()))
                        .toList());
    }

    private static <T> HttpResponse<T> unavailable(T body) {
        return HttpResponse.<T>status(HttpStatus.SERVICE_UNAVAILABLE).body(body);
    }

    /** @param status the word */
    record Word(String status) {}

    /**
     * The answer of {@code /health}.
     *
     * @param status {@code ok}, {@code degraded} or {@code unhealthy}
     * @param version of the service
     * @param uptimeSeconds since the start of its process
     * @param components by name
     * @param breakers one a provider
     */
    record Health(
            String status,
            String version,
            long uptimeSeconds,
            Map<String, Component> components,
            List<BreakerView> breakers) {}
}
