package dev.belay.service;

import static dev.belay.service.StoreContext.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.belay.service.RunningService.ServiceClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The whole service without PostgreSQL, between a client and a provider that are both real HTTP. */
class ServiceIT {
    private static final String JOBS = "/api/v1/topics/payments/jobs";

    private final Upstream upstream = new Upstream();
    private RunningService service;
    private ServiceClient client;

    @BeforeEach
    void start() {
        service = new RunningService(upstream, Map.of());
        client = service.client();
    }

    @AfterEach
    void stop() {
        service.close();
        upstream.close();
    }

    @Test
    void aProviderThatSaysStopIsLeftAloneAndComesBack() throws Exception {
        List<String> alerts = new CopyOnWriteArrayList<>();
        WebSocket socket = listen(alerts);
        upstream.answers(429, Map.of());
        for (int i = 0; i < 8; i++) {
            assertThat(client.post(JOBS, "{\"n\":" + i + "}").statusCode()).isEqualTo(202);
        }
        eventually(() -> "open".equals(client.breaker().path("state").asText()));

        JsonNode breaker = client.breaker();
        assertThat(breaker.path("name").asText()).isEqualTo("stripe");
        assertThat(breaker.path("reason").asText()).contains("× 429").contains("in 30s");
        assertThat(Instant.parse(breaker.path("until").asText()))
                .isAfterOrEqualTo(Instant.parse(breaker.path("since").asText()).plusSeconds(1));
        assertThat(loop("payments").path("state").asText()).isEqualTo("paused");
        assertThat(loop("reports").path("state").asText()).isEqualTo("running");
        eventually(() -> "degraded".equals(client.json("/health").path("status").asText()));
        assertThat(client.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(client.get("/metrics").body())
                .contains("circuit_breaker_state{name=\"stripe\"} 2.0")
                .contains("# HELP circuit_breaker_state 0 closed, 1 half open, 2 open");
        eventually(() -> alerts.stream().anyMatch(alert -> alert.contains("\"to\":\"open\"")));

        upstream.answers(200, Map.of());
        eventually(() -> jobsDone() == 8);
        eventually(() -> "closed".equals(client.breaker().path("state").asText()));
        eventually(() -> alerts.stream().anyMatch(alert -> alert.contains("\"to\":\"closed\"")));
        assertThat(types())
                .contains("breaker_opened", "topic_paused", "breaker_closed", "topic_resumed", "retry_scheduled");
        eventually(() -> "ok".equals(client.json("/health").path("status").asText()));
        socket.abort();
    }

    @Test
    void comesBackByItselfWhenNobodyCalls() {
        upstream.answers(503, Map.of());
        for (int i = 0; i < 5; i++) {
            assertThat(proxied("/x").statusCode()).isEqualTo(503);
        }
        eventually(() -> "open".equals(client.breaker().path("state").asText()));
        upstream.answers(404, Map.of());
        eventually(() -> "closed".equals(client.breaker().path("state").asText()));
        assertThat(upstream.calls().getLast().uri()).isEqualTo("/base/");
    }

    @Test
    void anOpenBreakerAnswersTheProxyItself() {
        upstream.answers(429, Map.of("Retry-After", "100"));
        for (int i = 0; i < 5; i++) {
            proxied("/x");
        }
        eventually(() -> "open".equals(client.breaker().path("state").asText()));
        int calls = upstream.calls().size();
        HttpResponse<String> refused = proxied("/x");
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(80, 100);
        assertThat(upstream.calls()).hasSize(calls);
    }

    @Test
    void proxiesAsItCame() {
        upstream.answers(201, Map.of("X-Theirs", "yes", "Connection", "X-Hop", "X-Hop", "1"));
        HttpResponse<String> response = ServiceClient.send(client.request("/proxy/stripe/a%2Fb?q=%20")
                .header("X-Admin-Key", RunningService.TOKEN)
                .header("Authorization", "Bearer for-the-provider")
                .header("X-Request-Id", "mine-1")
                .header("TE", "trailers")
                .method("PATCH", BodyPublishers.ofString("some body")));
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("echo some body");
        assertThat(response.headers().firstValue("X-Theirs")).contains("yes");
        assertThat(response.headers().firstValue("X-Hop")).isEmpty();
        assertThat(response.headers().firstValue("X-Request-Id")).contains("mine-1");

        Upstream.Call call = upstream.calls().getFirst();
        assertThat(call.method()).isEqualTo("PATCH");
        assertThat(call.uri()).isEqualTo("/base/a%2Fb?q=%20");
        assertThat(call.header("Authorization")).isEqualTo("Bearer for-the-provider");
        assertThat(call.header("X-request-id")).isEqualTo("mine-1");
        assertThat(call.headers()).doesNotContainKeys("X-admin-key", "Te");
    }

    @Test
    void unpacksNothing() {
        upstream.answers(200, Map.of("Content-Encoding", "gzip"));
        HttpResponse<String> response = proxied("/packed");
        assertThat(response.body()).isEqualTo("echo ");
        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    }

    @Test
    void ourTokenNeverReachesAProvider() {
        ServiceClient.send(client.request("/proxy/stripe/x").header("Authorization", "Bearer " + RunningService.TOKEN));
        assertThat(upstream.calls()).hasSize(1);
        assertThat(upstream.calls().getFirst().headers().toString()).doesNotContain(RunningService.TOKEN);
    }

    @Test
    void streamsLargeBodiesBothWays() {
        String large = "x".repeat(12_000_000);
        HttpResponse<String> response = ServiceClient.send(client.request("/proxy/stripe/large")
                .header("X-Admin-Key", RunningService.TOKEN)
                .POST(BodyPublishers.ofString(large)));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).hasSize(large.length() + 5);
    }

    @Test
    void aProviderThatDoesNotAnswerIs504AndOneThatIsAwayIs502() {
        upstream.holdsCalls();
        assertThat(proxied("/slow").statusCode()).isEqualTo(504);
        upstream.close();
        assertThat(proxied("/x").statusCode()).isEqualTo(502);
    }

    @Test
    void climbsOutOfNoBasePath() {
        for (String path : List.of("/../x", "/a/%2e%2E/x", "/a/..%2fx", "/a/.%2E;/x")) {
            assertThat(proxied(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(upstream.calls()).isEmpty();
    }

    @Test
    void writingNeedsTheToken() {
        for (String path : List.of(JOBS, "/api/v1/runtime/stop", "/proxy/stripe/x")) {
            HttpResponse<String> response =
                    ServiceClient.send(client.request(path).POST(BodyPublishers.ofString("{}")));
            assertThat(response.statusCode()).as(path).isEqualTo(401);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
        }
        assertThat(ServiceClient.send(client.request("/proxy/stripe/x").header("X-Admin-Key", "wrong"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(upstream.calls()).isEmpty();
    }

    @Test
    void theSameKeyIsTheSameJob() {
        HttpResponse<String> first = client.post(JOBS, "{\"n\":1}", "Idempotency-Key", "k");
        HttpResponse<String> again = client.post(JOBS, "{\"n\":1}", "Idempotency-Key", "k");
        assertThat(again.statusCode()).isEqualTo(202);
        String id = ServiceClient.parse(first).path("id").asText();
        assertThat(ServiceClient.parse(again).path("id").asText()).isEqualTo(id);
        assertThat(client.post(JOBS, "{\"n\":2}", "Idempotency-Key", "k").statusCode())
                .isEqualTo(422);
        eventually(() -> "completed"
                .equals(client.json("/api/v1/jobs/" + id).path("state").asText()));
        assertThat(upstream.calls()).hasSize(1);
        assertThat(upstream.calls().getFirst().header("Idempotency-key")).isEqualTo(id);
        assertThat(upstream.calls().getFirst().body()).isEqualTo("{\"n\":1}");
    }

    @Test
    void whatTheProviderUnderstoodAndRefusedIsADeadLetterAtOnce() {
        upstream.answers(422, Map.of());
        String id = ServiceClient.parse(client.post(JOBS, "{}")).path("id").asText();
        eventually(() ->
                "dead".equals(client.json("/api/v1/jobs/" + id).path("state").asText()));
        assertThat(client.json("/api/v1/jobs/" + id).path("last_error").asText())
                .isEqualTo("stripe answered 422");
        assertThat(client.json("/api/v1/events?type=dead_letter&job_id=" + id)
                        .path("events")
                        .path(0)
                        .path("queue")
                        .asText())
                .isEqualTo("stripe");
    }

    @Test
    void stopsAndStarts() {
        assertThat(ServiceClient.parse(client.post("/api/v1/runtime/stop", ""))
                        .path("state")
                        .asText())
                .isEqualTo("stopped");
        eventually(() -> "degraded"
                .equals(client.json("/health")
                        .path("components")
                        .path("loops")
                        .path("status")
                        .asText()));
        String id = ServiceClient.parse(client.post(JOBS, "{}")).path("id").asText();
        client.post("/api/v1/runtime/start", "");
        eventually(() -> "completed"
                .equals(client.json("/api/v1/jobs/" + id).path("state").asText()));
        assertThat(types()).contains("runtime_stopped", "runtime_started");
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertThat(client.post(JOBS, "{").statusCode()).isEqualTo(400);
        assertThat(client.post(JOBS, "").statusCode()).isEqualTo(400);
        assertThat(client.post(JOBS, "\"" + "x".repeat(300_000) + "\"").statusCode())
                .isEqualTo(413);
        assertThat(client.post("/api/v1/topics/none/jobs", "{}").statusCode()).isEqualTo(404);
        assertThat(client.get("/api/v1/jobs/none").statusCode()).isEqualTo(400);
        assertThat(client.get("/api/v1/events?type=none").statusCode()).isEqualTo(400);
        assertThat(client.get("/nothing").headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void healthNamesEveryComponentUnderBothRoots() {
        for (String root : List.of("", "/api")) {
            JsonNode health = client.json(root + "/health");
            assertThat(health.path("status").asText()).isEqualTo("ok");
            assertThat(health.path("components").fieldNames())
                    .toIterable()
                    .containsExactly("database", "loops", "auth", "providers", "cache");
            assertThat(health.at("/components/database/status").asText()).isEqualTo("disabled");
            assertThat(health.at("/components/cache/type").asText()).isEqualTo("memory");
            assertThat(health.at("/components/loops").has("latency_ms")).isTrue();
            assertThat(health.at("/components/loops/reason").isNull()).isTrue();
            assertThat(client.json(root + "/health/ready").path("status").asText())
                    .isEqualTo("ready");
            assertThat(client.get(root + "/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void tokensAreSentAndNeverTold(@TempDir Path folder) throws IOException {
        Path credential = Files.writeString(folder.resolve("token"), "planted-provider-token-77\n");
        Logger root = (Logger) LoggerFactory.getLogger("ROOT");
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        root.addAppender(appender);
        Map<String, Object> provider =
                Map.of("name", "stripe", "baseUrl", upstream.url(), "credentialFile", credential.toString());
        try (RunningService other = new RunningService(upstream, Map.of("providers", List.of(provider)))) {
            upstream.answers(403, Map.of());
            other.client().post(JOBS, "{}");
            eventually(() -> "degraded"
                    .equals(other.client()
                            .json("/health")
                            .at("/components/auth/status")
                            .asText()));
            assertThat(upstream.calls().getFirst().header("Authorization"))
                    .isEqualTo("Bearer planted-provider-token-77");
            String told = other.client().get("/health").body()
                    + other.client().get("/api/v1/events").body()
                    + other.client().get("/metrics").body()
                    + other.client().get("/api/v1/jobs/none").body();
            assertThat(told).doesNotContain("planted-provider-token-77", RunningService.TOKEN);
        } finally {
            root.detachAppender(appender);
        }
        assertThat(appender.list).isNotEmpty().allSatisfy(line -> assertThat(line.getFormattedMessage())
                .doesNotContain("planted-provider-token-77", RunningService.TOKEN));
    }

    private HttpResponse<String> proxied(String path) {
        return ServiceClient.send(client.request("/proxy/stripe" + path).header("X-Admin-Key", RunningService.TOKEN));
    }

    private JsonNode loop(String name) {
        for (JsonNode loop : client.json("/api/v1/runtime/status").path("loops")) {
            if (loop.path("name").asText().equals(name)) {
                return loop;
            }
        }
        throw new AssertionError("no loop " + name);
    }

    private long jobsDone() {
        return types().stream().filter("completed"::equals).count();
    }

    private List<String> types() {
        return client.json("/api/v1/events?limit=1000").path("events").findValuesAsText("type");
    }

    private WebSocket listen(List<String> alerts) {
        URI uri = URI.create(client.base().toString().replace("http://", "ws://") + "/api/v1/alerts");
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                        alerts.add(text.toString());
                        socket.request(1);
                        return CompletableFuture.completedFuture(null);
                    }
                })
                .join();
    }
}
