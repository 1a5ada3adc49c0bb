package dev.belay.controller.pause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.BackupPolicyStatus.Breaker;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PauseDeciderTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

    /** What the service says now; what it said before; a pause by hand; whether pods are paused. */
    @ParameterizedTest
    @CsvSource({
        "closed, closed, false, false",
        "open, closed, false, true",
        "half_open, open, false, true",
        "closed, open, false, false",
        "silent, open, false, true",
        "silent, closed, false, false",
        "unasked, open, false, true",
        "closed, closed, true, true",
        "silent, closed, true, true",
    })
    void whetherPodsArePaused(String says, String said, boolean byHand, boolean paused) {
        var policy = policy(said, byHand, "web");
        var decided = PauseDecider.decide(
                new PauseObservation(policy, reading(says), List.of(pod("web", ""), pod("other", ""))), NOW);
        assertThat(decided.pause().isPresent()).isEqualTo(paused);
        assertThat(decided.say()).hasSize(paused ? 1 : 0);
        assertThat(decided.paused()).isEqualTo(paused ? 1 : 0);
    }

    @Test
    void whatIsSaidAlreadyIsNotSaidAgain() {
        var policy = policy("open", false, "web");
        var pod = pod("web", "");
        var first = PauseDecider.decide(new PauseObservation(policy, reading("open"), List.of(pod)), NOW);
        pod.getMetadata().setAnnotations(first.say().getFirst().annotations());
        var second =
                PauseDecider.decide(new PauseObservation(policy, reading("open"), List.of(pod)), NOW.plusSeconds(9));
        assertThat(second.say()).isEmpty();
        assertThat(second.paused()).isEqualTo(1);
    }

    @Test
    void onlyWhatThisPolicySaidIsTakenBack() {
        var policy = policy("closed", false, "web");
        var pods = List.of(
                pod("web", "belay.dev/paused: 'true', belay.dev/paused-by: shop"),
                pod("moved", "belay.dev/paused: 'true', belay.dev/paused-by: shop"),
                pod("web", "belay.dev/paused: 'true', belay.dev/paused-by: other"));
        var decided = PauseDecider.decide(new PauseObservation(policy, reading("closed"), pods), NOW);
        assertThat(decided.say()).hasSize(2).allSatisfy(saying -> assertThat(saying.annotations())
                .isEmpty());
    }

    @Test
    void aNameThatIsNoneLeadsNowhere() {
        var address = ServiceAddress.template(ServiceAddress.IN_CLUSTER);
        assertThat(address.of("ns", new dev.belay.api.policy.ServiceRef("belay", null)))
                .hasToString("http://belay.ns.svc:8080/health");
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> address.of("ns", new dev.belay.api.policy.ServiceRef("evil.example/?", 80)));
    }

    private static Optional<Reading> reading(String says) {
        return switch (says) {
            case "silent" -> Optional.of(new Reading.Silence("it does not answer"));
            case "unasked" -> Optional.empty();
            default ->
                Optional.of(new Reading.Answer(
                        "ok", List.of(), List.of(new Breaker("stripe", says, null, "2026-11-21T02:59:00Z", null))));
        };
    }

    private static BackupPolicy policy(String said, boolean byHand, String app) {
        return Documents.read(BackupPolicy.class, Stage.policy("shop") + """
                  service: {name: belay}
                  pause: {podSelector: {matchLabels: {app: %s}}, manual: {paused: %s}}
                status:
                  health: {status: ok, breakers: [{name: stripe, state: %s, since: '2026-11-21T02:59:00Z'}]}
                """.formatted(app, byHand, said));
    }

    private static Pod pod(String app, String annotations) {
        return Documents.read(Pod.class, """
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s, labels: {app: %1$s}, annotations: {%2$s}}
                """.formatted(app, annotations));
    }
}
