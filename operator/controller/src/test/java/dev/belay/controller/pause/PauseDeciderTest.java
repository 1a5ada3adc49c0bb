package dev.belay.controller.pause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.BackupPolicyStatus.Breaker;
import dev.belay.controller.pause.PauseDecision.PodSaying;
import dev.belay.controller.pause.PauseDecision.Sayings;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
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
                new PauseObservation(
                        policy, reading(says), List.of(pod("web", "", ""), pod("other", "", "")), List.of()),
                NOW);
        assertThat(decided.pause().isPresent()).isEqualTo(paused);
        assertThat(decided.pods().say()).hasSize(paused ? 1 : 0);
        assertThat(decided.pods().paused()).isEqualTo(paused ? 1 : 0);
    }

    @Test
    void whatIsSaidAlreadyIsNotSaidAgain() {
        var policy = policy("open", false, "web");
        var pod = pod("web", "", "belay.dev/paused-by: shop");
        var first = pods(policy, "open", NOW, pod);
        pod.getMetadata().setAnnotations(first.say().getFirst().annotations());
        var second = pods(policy, "open", NOW.plusSeconds(9), pod);
        assertThat(second.say()).isEmpty();
        assertThat(second.paused()).isEqualTo(1);
    }

    @Test
    void onlyWhatThisPolicySaidIsTakenBack() {
        var said = "belay.dev/paused: 'true'";
        var taken = pods(
                policy("closed", false, "web"),
                "closed",
                NOW,
                pod("web", said, "belay.dev/paused-by: shop"),
                pod("moved", said, "belay.dev/paused-by: shop"),
                pod("web", said, "belay.dev/paused-by: other"));
        assertThat(taken.say()).hasSize(2).allSatisfy(saying -> assertThat(saying.annotations())
                .isEmpty());
    }

    /** A CronJob's labels and whether it is suspended; whether a breaker is open; what becomes of it. */
    @ParameterizedTest
    @CsvSource({
        "'app: web', false, open, suspend",
        "'app: web', true, open, leave",
        "'app: web', false, closed, leave",
        "'app: other', false, open, leave",
        "'app: web, belay.dev/policy: shop', false, open, leave",
        "'app: web, belay.dev/paused-by: other', true, open, leave",
        "'app: web, belay.dev/paused-by: shop', true, open, suspend",
        "'app: web, belay.dev/paused-by: shop', false, open, say",
        "'app: web, belay.dev/paused-by: shop', true, closed, resume",
        "'app: other, belay.dev/paused-by: shop', true, open, resume",
        "'app: web, belay.dev/paused-by: other', true, closed, leave",
    })
    void whichCronJobsAreSuspended(String labels, boolean suspended, String breaker, String outcome) {
        var cronJob = Documents.read(CronJob.class, """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: sync, labels: {%s}}
                spec: {suspend: %s}
                """.formatted(labels, suspended));
        var decided = PauseDecider.decide(
                        new PauseObservation(
                                policy("closed", false, "web"), reading(breaker), List.of(), List.of(cronJob)),
                        NOW)
                .cronJobs();
        var said = decided.say().stream()
                .map(saying ->
                        saying.suspended() ? "suspend" : saying.annotations().isEmpty() ? "resume" : "say")
                .findFirst()
                .orElse("leave");
        assertThat(said).isEqualTo(outcome);
        assertThat(decided.paused()).isEqualTo(outcome.equals("suspend") ? 1 : 0);
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
                  pause:
                    podSelector: {matchLabels: {app: %1$s}}
                    suspendCronJobs: {matchLabels: {app: %1$s}}
                    manual: {paused: %2$s}
                status:
                  health: {status: ok, breakers: [{name: stripe, state: %3$s, since: '2026-11-21T02:59:00Z'}]}
                """.formatted(app, byHand, said));
    }

    private static Sayings<PodSaying> pods(BackupPolicy policy, String breaker, Instant now, Pod... pods) {
        return PauseDecider.decide(new PauseObservation(policy, reading(breaker), List.of(pods), List.of()), now)
                .pods();
    }

    private static Pod pod(String app, String annotations, String labels) {
        return Documents.read(Pod.class, """
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s, labels: {app: %1$s, %3$s}, annotations: {%2$s}}
                """.formatted(app, annotations, labels));
    }
}
