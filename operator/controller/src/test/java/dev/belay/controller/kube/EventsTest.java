package dev.belay.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.status.Condition;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.ScriptedApiServer;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00.5Z");

    private ScriptedApiServer api;

    @BeforeEach
    void open() throws IOException {
        api = new ScriptedApiServer();
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void itTellsWhenTheChangeWasSeenNotSinceWhenTheStatusHolds() {
        publish("7", "LastRunFailed", "pg_dump: no");
        var event = written().getFirst();
        assertThat(event.getFirstTimestamp()).isEqualTo("2026-11-21T03:00:00Z");
        assertThat(event.getLastTimestamp()).isEqualTo("2026-11-21T03:00:00Z");
        assertThat(event.getReason()).isEqualTo("LastRunFailed");
        assertThat(event.getMessage()).isEqualTo("BackedUp=True: pg_dump: no");
        assertThat(event.getInvolvedObject().getUid()).isEqualTo("uid-of-night");
    }

    /** An older good backup still meets the objective, and the night's failed all the same. */
    @ParameterizedTest
    @CsvSource({
        "True, ObjectiveMet, Normal",
        "True, LastRunFailed, Warning",
        "True, ServiceDegraded, Warning",
        "False, ObjectiveMissed, Warning",
        "Unknown, NoBackupYet, Normal",
        "Unknown, DrillOutdated, Warning"
    })
    void whatIsAmissIsAWarningWhateverTheStatus(String status, String reason, String type) {
        publish("7", status, reason, "look");
        assertThat(written().getFirst().getType()).isEqualTo(type);
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
        api.refuse("POST", 409, "AlreadyExists");
        publish("7", "LastRunFailed", "pg_dump: no");
        api.refuse("POST", 403, "Forbidden");
        publish("7", "LastRunFailed", "pg_dump: no");
        assertThat(written()).hasSize(2);
    }

    @Test
    void aMessageIsCutWhereTheApiServerWouldRefuseIt() {
        publish("7", "LastRunFailed", "x".repeat(5000));
        assertThat(written().getFirst().getMessage()).hasSize(1024).endsWith("…");
    }

    private List<Event> written() {
        return api.requests().stream()
                .map(request -> Serialization.unmarshal(request.body(), Event.class))
                .toList();
    }

    private List<String> names() {
        return written().stream().map(event -> event.getMetadata().getName()).toList();
    }

    private void publish(String version, String reason, String message) {
        publish(version, "True", reason, message);
    }

    private void publish(String version, String status, String reason, String message) {
        var backup = Documents.read(Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: night, namespace: shop, resourceVersion: "%s"}
                spec: {policyRef: {name: shop}}
                """.formatted(version));
        var condition = new Condition("BackedUp", status, reason, message, 1L, "2026-09-22T03:00:00Z");
        new Events(api.client(), "test", InstantSource.fixed(NOW)).publish(backup, condition);
    }
}
