package dev.belay.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.api.Backup;
import dev.belay.api.status.Condition;
import dev.belay.controller.ClusterClient;
import dev.belay.controller.real.Documents;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00.5Z");

    /** What came to the API server; it answers as told. */
    private final List<Event> written = new CopyOnWriteArrayList<>();

    private int answer = 201;
    private HttpServer server;
    private KubernetesClient client;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
        client = ClusterClient.connect(new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl("http://localhost:" + server.getAddress().getPort() + "/")
                .withRequestRetryBackoffLimit(0)
                .build());
    }

    @AfterEach
    void close() {
        client.close();
        server.stop(0);
    }

    @Test
    void itTellsWhenTheChangeWasSeenNotSinceWhenTheStatusHolds() {
        publish("7", "LastRunFailed", "pg_dump: no");
        var event = written.getFirst();
        assertThat(event.getFirstTimestamp()).isEqualTo("2026-11-21T03:00:00Z");
        assertThat(event.getLastTimestamp()).isEqualTo("2026-11-21T03:00:00Z");
        assertThat(event.getType()).isEqualTo("Normal");
        assertThat(event.getReason()).isEqualTo("LastRunFailed");
        assertThat(event.getMessage()).isEqualTo("BackedUp=True: pg_dump: no");
        assertThat(event.getInvolvedObject().getUid()).isEqualTo("uid-of-night");
    }

    /** The same look at the same object, taken once more: its write got no answer, or was not seen yet. */
    @Test
    void aRetryHasTheSameName() {
        publish("7", "LastRunFailed", "pg_dump: no");
        publish("7", "LastRunFailed", "pg_dump: no");
        assertThat(names()).hasSize(2).containsOnly(names().getFirst());
    }

    /** Whose status stays True all the time. */
    @Test
    void whatChangesBackAndForthIsSaidEachTime() {
        publish("7", "LastRunFailed", "pg_dump: no");
        publish("8", "ObjectiveMet", "all is well");
        publish("9", "LastRunFailed", "pg_dump: no");
        assertThat(names()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void oneThatIsThereAlreadyOrRefusedDisturbsNobody() {
        answer = 409;
        publish("7", "LastRunFailed", "pg_dump: no");
        answer = 403;
        publish("7", "LastRunFailed", "pg_dump: no");
        assertThat(written).hasSize(2);
    }

    @Test
    void aMessageIsCutWhereTheApiServerWouldRefuseIt() {
        publish("7", "LastRunFailed", "x".repeat(5000));
        assertThat(written.getFirst().getMessage()).hasSize(1024).endsWith("…");
    }

    private List<String> names() {
        return written.stream().map(event -> event.getMetadata().getName()).toList();
    }

    private void publish(String version, String reason, String message) {
        var backup = Documents.read(Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: night, namespace: shop, resourceVersion: "%s"}
                spec: {policyRef: {name: shop}}
                """.formatted(version));
        var condition = new Condition("BackedUp", "True", reason, message, 1L, "2026-09-22T03:00:00Z");
        new Events(client, "test", InstantSource.fixed(NOW)).publish(backup, condition);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            written.add(Serialization.unmarshal(new String(body, StandardCharsets.UTF_8), Event.class));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            var said = answer == 201
                    ? body
                    : ("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":" + answer + "}")
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer, said.length);
            exchange.getResponseBody().write(said);
        }
    }
}
