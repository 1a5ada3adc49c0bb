package dev.belay.controller.pause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.BackupPolicy;
import dev.belay.controller.pause.PauseDecision.Pause;
import dev.belay.controller.pause.PauseDecision.Sayings;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import dev.belay.controller.status.Conditions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PauseStatusesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

    /** What the policy selects by; how many pods and CronJobs hold still; what is said. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            manual: {paused: true}                                       | 0 | 0 | Nothing holds still: the policy selects no pods (spec.pause.podSelector).
            podSelector: {}, manual: {paused: true}                      | 0 | 0 | No pod that runs matches spec.pause.podSelector.
            podSelector: {}, manual: {paused: true}                      | 3 | 0 | Pods told: 3.
            podSelector: {}, suspendCronJobs: {}, manual: {paused: true} | 3 | 1 | Pods told: 3. CronJobs suspended: 1.
            suspendCronJobs: {}, manual: {paused: true}                  | 0 | 0 | No CronJob that may be suspended matches spec.pause.suspendCronJobs.
            """)
    void itSaysHowManyHoldStill(String pause, int pods, int cronJobs, String said) {
        var policy = Documents.read(BackupPolicy.class, Stage.policy("shop") + "  pause: {" + pause + "}\n");
        var decided = new PauseDecision(
                List.of(),
                Optional.of(new Pause(true, "by hand", "2026-11-21T02:00:00Z", null)),
                new Sayings<>(List.of(), pods),
                new Sayings<>(List.of(), cronJobs));
        var after = PauseStatuses.after(
                new PauseObservation(policy, Optional.empty(), List.of(), List.of()), decided, Refusals.NONE, NOW);
        assertThat(Conditions.find(after.conditions(), Conditions.RUNNING)
                        .orElseThrow()
                        .message())
                .endsWith("spec.pause.manual.paused to false. " + said);
    }
}
