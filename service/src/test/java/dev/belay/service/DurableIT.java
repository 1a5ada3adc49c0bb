package dev.belay.service;

import static dev.belay.service.StoreContext.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.belay.service.RunningService.ServiceClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What outlives a process, with a real PostgreSQL and real processes. */
class DurableIT {
    private static final String JOBS = "/api/v1/topics/payments/jobs";

    @TempDir
    private Path folder;

    private final Upstream upstream = new Upstream();
    private final SharedPostgres.Database database = SharedPostgres.database();

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void aJobWhoseWorkerWasKilledIsDoneAgainWithTheSameKey() {
        upstream.holdsCalls();
        String id;
        try (ServiceProcess first = service(database, "1s").started()) {
            id = ServiceClient.parse(first.client().post(JOBS, "{\"n\":1}"))
                    .path("id")
                    .asText();
            eventually(() -> !upstream.calls().isEmpty());
            first.kill();
        }
        upstream.letGo();
        try (ServiceProcess second = service(database, "1s").started()) {
            eventually(() -> "completed"
                    .equals(second.client()
                            .json("/api/v1/jobs/" + id)
                            .path("state")
                            .asText()));
            JsonNode job = second.client().json("/api/v1/jobs/" + id);
            assertThat(job.path("attempt").asInt()).isEqualTo(1);
            assertThat(job.path("lost_leases").asInt()).isEqualTo(1);
            assertThat(second.client().get("/api/v1/events?type=lease_lost").body())
                    .contains(id);
        }
        assertThat(upstream.calls()).hasSize(2);
        assertThat(upstream.calls()).allSatisfy(call -> {
            assertThat(call.header("Idempotency-key")).isEqualTo(id);
            assertThat(call.body()).isEqualTo("{\"n\":1}");
        });
    }

    @Test
    void aRestartInTheCooldownKeepsItsEnd() {
        upstream.answers(429, Map.of());
        JsonNode before;
        try (ServiceProcess first = service(database, "1h").started()) {
            for (int i = 0; i < 6; i++) {
                first.client().post(JOBS, "{}");
            }
            eventually(
                    () -> "open".equals(first.client().breaker().path("state").asText()));
            before = first.client().breaker();
            first.kill();
        }
        int calls = upstream.calls().size();
        try (ServiceProcess second = service(database, "1h").started()) {
            eventually(
                    () -> "open".equals(second.client().breaker().path("state").asText()));
            assertThat(second.client().breaker().path("reason")).isEqualTo(before.path("reason"));
            assertThat(second.client().breaker().path("until").asText())
                    .startsWith(before.path("until").asText().substring(0, 22));
        }
        assertThat(upstream.calls()).hasSize(calls);
    }

    @Test
    void twoReplicasShareATrip() {
        upstream.answers(429, Map.of());
        try (ServiceProcess one = service(database, "1h").started();
                ServiceProcess other = service(database, "1h").started()) {
            one.client().post("/api/v1/runtime/stop", "");
            for (int i = 0; i < 6; i++) {
                other.client().post(JOBS, "{}");
            }
            eventually(() -> "open".equals(one.client().breaker().path("state").asText()));
            assertThat(other.client().breaker().path("state").asText()).isEqualTo("open");
        }
    }

    @Test
    void withoutItsDatabaseItLivesIsNotReadyAndRecovers() {
        try (Line line = new Line(SharedPostgres.server().port())) {
            try (ServiceProcess service = service(database.at("127.0.0.1", line.port()), "1s")) {
                eventually(() -> service.answers("/health/live"));
                assertThat(service.client().get("/health/startup").statusCode()).isEqualTo(503);
                line.mend();
                service.started();
                eventually(() -> service.answers("/health/ready"));

                line.cut();
                eventually(() -> service.client().get("/health/ready").statusCode() == 503);
                assertThat(service.client().json("/health").path("status").asText())
                        .isEqualTo("unhealthy");
                assertThat(service.client().get("/health/live").statusCode()).isEqualTo(200);
                assertThat(service.client().post(JOBS, "{}").statusCode()).isEqualTo(503);

                line.mend();
                eventually(() -> service.answers("/health/ready"));
                assertThat(service.client().post(JOBS, "{}").statusCode()).isEqualTo(202);
            }
        }
    }

    private ServiceProcess service(SharedPostgres.Database on, String cooldown) {
        return new ServiceProcess(
                folder, on.yaml() + """
                admin: {tokenFile: "%s"}
                jobs: {leaseMargin: 1s}
                providers:
                  - {name: stripe, baseUrl: "%s", timeout: 2s, breaker: {failures: 5, cooldown: %s}}
                topics:
                  - {name: payments, provider: stripe, path: /charges}
                """.formatted(RunningService.tokenFile(), upstream.url(), cooldown), Map.of());
    }
}
