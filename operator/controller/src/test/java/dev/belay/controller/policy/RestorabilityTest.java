package dev.belay.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.BackupPolicyStatus;
import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The drill of {@link Stage#policy} is due on Mondays at 04:00, and shall take no more than 4 h. */
class RestorabilityTest {
    private static final PolicyDecision NOTHING =
            new PolicyDecision(List.of(), List.of(), List.of(), List.of(), List.of());

    @ParameterizedTest
    @CsvSource({
        "passed 42s 2026-11-23T04:01:00Z, 0 4 * * 1, 2026-11-30T05:00:00Z, True DrillPassed",
        "passed 42s 2026-11-23T04:01:00Z, 0 4 * * 1, 2026-12-07T03:59:59Z, True DrillPassed",
        "passed 42s 2026-11-23T04:01:00Z, 0 4 * * 1, 2026-12-07T04:00:00Z, Unknown DrillOutdated",
        "passed 42s 2026-11-20T04:01:00Z, 0 4 * * 1-5, 2026-11-23T12:00:00Z, True DrillPassed",
        "passed 42s 2026-11-20T04:01:00Z, 0 4 * * 1-5, 2026-11-24T04:00:00Z, Unknown DrillOutdated",
        "passed 42s 2026-11-23T04:01:00Z, 0 4 30 2 *, 2030-01-01T00:00:00Z, True DrillPassed",
        "passed 42s 2026-11-23T04:01:00Z, , 2026-11-23T05:00:00Z, Unknown NoDrill",
        "passed 5h 2026-11-23T04:01:00Z, 0 4 * * 1, 2026-11-23T05:00:00Z, False DrillTooSlow",
        "failed 42s 2026-11-23T04:01:00Z, 0 4 * * 1, 2027-01-01T00:00:00Z, False DrillFailed",
        "none, 0 4 * * 1, 2026-11-23T05:00:00Z, Unknown NoDrillYet",
        "none, , 2026-11-23T05:00:00Z, Unknown NoDrill",
    })
    void aDrillCountsForTwoPeriods(String drill, String schedule, Instant now, String expected) {
        var said = Restorability.of(policy(schedule), drill(drill), now);
        assertThat(said.status() + " " + said.reason()).isEqualTo(expected);
        if (said.reason().equals("NoDrillYet") || said.reason().equals("DrillFailed")) {
            assertThat(said.message())
                    .endsWith(": kubectl create job -n ns shop-drill-$(date +%s) --from=cronjob/shop-drill");
        }
        if (said.reason().equals("DrillPassed") || said.reason().equals("DrillFailed")) {
            assertThat(said.message()).contains("shop/drills/");
        }
    }

    @Test
    void itFlipsAtThatMinuteWithoutAWriteBefore() {
        var policy = Documents.read(
                BackupPolicy.class,
                Stage.policy("shop").replace("  objectives: {rpo: 25h, rto: 4h}\n", "") + "  suspend: true\n");
        var drilled = Instant.parse("2026-11-23T04:01:00Z");
        policy.setStatus(new BackupPolicyStatus(
                1L, List.of(), null, null, null, null, drill("passed 42s " + drilled), null, null, null));
        policy.setStatus(PolicyStatuses.after(seen(policy), NOTHING, Optional.empty(), null, drilled)
                .status());
        var outdated = Instant.parse("2026-12-07T04:00:00Z");
        var before = PolicyStatuses.after(seen(policy), NOTHING, Optional.empty(), null, outdated.minusSeconds(1));
        assertThat(before.status()).isEqualTo(policy.getStatus());
        assertThat(PolicyStatuses.again(seen(policy), before, Optional.empty(), drilled))
                .contains(Duration.between(drilled, outdated).plusMillis(1));
        var after = PolicyStatuses.after(seen(policy), NOTHING, Optional.empty(), null, outdated);
        assertThat(after.conditions().get(2).reason()).isEqualTo("DrillOutdated");
        assertThat(after.conditions().get(2).message()).contains("shop-drill", "spec.suspend");
        policy.setStatus(after.status());
        assertThat(PolicyStatuses.again(seen(policy), after, Optional.empty(), outdated))
                .isEmpty();
    }

    private static BackupPolicy policy(String schedule) {
        var yaml = Stage.policy("shop");
        return Documents.read(
                BackupPolicy.class,
                schedule == null
                        ? yaml.replaceFirst("  drill: .*\n", "")
                        : yaml.replace("drill: {schedule: \"0 4 * * 1\"", "drill: {schedule: \"" + schedule + "\""));
    }

    private static LastDrill drill(String text) {
        var parts = text.split(" ", -1);
        return parts.length == 1
                ? null
                : new LastDrill(parts[0].equals("passed"), "b1", parts[2], parts[1], "it did not come back");
    }

    private static PolicyObservation seen(BackupPolicy policy) {
        var status = policy.getStatus();
        return new PolicyObservation(
                policy,
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                BackupHistory.of(List.of(), Instant.EPOCH),
                status == null ? null : status.lastDrill());
    }
}
