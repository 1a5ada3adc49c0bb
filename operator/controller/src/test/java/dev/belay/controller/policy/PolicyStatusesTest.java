package dev.belay.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.status.Condition;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import dev.belay.controller.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policy of {@link Stage#policy} was created at midnight and has an RPO of 25 h. */
class PolicyStatusesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
    private static final PolicyDecision NOTHING =
            new PolicyDecision(List.of(), List.of(), List.of(), List.of(), List.of());

    @ParameterizedTest
    @CsvSource({
        "'', 2026-11-21T03:00:00Z, Unknown, NoBackupYet",
        "'', 2026-11-22T00:59:59Z, Unknown, NoBackupYet",
        "'', 2026-11-22T01:00:00Z, False, ObjectiveMissed",
        "F 2026-11-21T02:00:00Z, 2026-11-21T03:00:00Z, False, LastRunFailed",
        "S 2026-11-21T02:00:00Z, 2026-11-21T03:00:00Z, True, ObjectiveMet",
        "S 2026-11-21T02:00:00Z, 2026-11-22T02:59:59Z, True, ObjectiveMet",
        "S 2026-11-21T02:00:00Z, 2026-11-22T03:00:00Z, False, ObjectiveMissed",
        "S 2026-11-21T02:00:00Z;F 2026-11-22T02:00:00Z, 2026-11-22T02:30:00Z, True, LastRunFailed",
        "S 2026-11-21T02:00:00Z;F 2026-11-22T02:00:00Z, 2026-11-22T03:00:00Z, False, ObjectiveMissed",
        "F 2026-11-21T02:00:00Z;S 2026-11-22T02:00:00Z, 2026-11-22T03:00:00Z, True, ObjectiveMet",
        "S 2031-01-01T00:00:00Z, 2026-11-21T03:00:00Z, Unknown, NoBackupYet",
        "S 2026-11-21T02:00:00Z;S 2031-01-01T00:00:00Z, 2026-11-21T03:00:00Z, True, ObjectiveMet",
        "S 2026-11-21T02:00:00Z;S 2031-01-01T00:00:00Z, 2026-11-22T03:00:00Z, False, ObjectiveMissed",
    })
    void theRpoIsMissedAtTheSecondAndNotBefore(String records, Instant now, String status, String reason) {
        var after = PolicyStatuses.after(seen(null, records), NOTHING, Optional.empty(), null, now);
        var condition =
                Conditions.find(after.conditions(), Conditions.BACKED_UP).orElseThrow();
        assertThat(condition.status() + " " + condition.reason()).isEqualTo(status + " " + reason);
    }

    @Test
    void whatIsDatedIntoTheFutureIsTold() {
        var now = Instant.parse("2026-11-21T03:00:00Z");
        var after = PolicyStatuses.after(seen(null, "S 2031-01-01T00:00:00Z"), NOTHING, Optional.empty(), null, now);
        assertThat(Conditions.find(after.conditions(), Conditions.BACKED_UP)
                        .orElseThrow()
                        .message())
                .contains("There is no good backup yet.", "2031-01-01T00:00:00Z", "counts for nothing");
    }

    /** The agent's words end as they like, and a command follows. */
    @Test
    void beforeTheCommandTheFailuresWordsEnd() {
        var after = PolicyStatuses.after(
                seen(null, "F 2026-11-21T02:00:00Z"),
                NOTHING,
                Optional.empty(),
                null,
                Instant.parse("2026-11-21T03:00:00Z"));
        assertThat(Conditions.find(after.conditions(), Conditions.BACKED_UP)
                        .orElseThrow()
                        .message())
                .contains("broken. To try now: ");
    }

    @Test
    void timeAloneChangesNothingUntilTheBreachAndWakesThen() {
        var now = Instant.parse("2026-11-21T03:00:00Z");
        var first = PolicyStatuses.after(seen(null, "S 2026-11-21T02:00:00Z"), NOTHING, Optional.empty(), null, now);
        var policy = policy();
        policy.setStatus(first.status());
        var seen = seen(policy, "S 2026-11-21T02:00:00Z");
        var later = PolicyStatuses.after(seen, NOTHING, Optional.empty(), null, now.plusSeconds(7200));
        assertThat(later.status()).isEqualTo(first.status());

        // The next run is at 01:00 UTC (02:00 in Berlin), two hours before the breach.
        assertThat(PolicyStatuses.again(seen, first, Optional.empty(), now)).hasValueSatisfying(wait -> assertThat(wait)
                .isBetween(Duration.ofHours(22), Duration.ofHours(22).plusSeconds(6)));
        var suspended = seen(suspended(policy), "S 2026-11-21T02:00:00Z");
        var stopped = PolicyStatuses.after(suspended, NOTHING, Optional.empty(), null, now);
        assertThat(PolicyStatuses.again(suspended, stopped, Optional.empty(), now))
                .contains(Duration.ofHours(24).plusMillis(1));
    }

    @Test
    void theTransitionTimeStaysAsLongAsTheStatusDoes() {
        var policy = policy();
        var first = PolicyStatuses.after(
                seen(policy, ""), NOTHING, Optional.empty(), null, Instant.parse("2026-11-21T03:00:00Z"));
        policy.setStatus(first.status());
        var missing = new PolicyObservation(
                policy,
                List.of(),
                Map.of(),
                Map.of(),
                Map.of("shop-db", "username"),
                List.of(),
                BackupHistory.of(List.of(), Instant.EPOCH),
                null);
        var second =
                PolicyStatuses.after(missing, NOTHING, Optional.empty(), null, Instant.parse("2026-11-21T04:00:00Z"));
        assertThat(since(second.conditions(), Conditions.READY)).isEqualTo("2026-11-21T04:00:00Z");
        assertThat(since(second.conditions(), Conditions.BACKED_UP)).isEqualTo("2026-11-21T03:00:00Z");
        assertThat(Conditions.changed(first.conditions(), second.conditions())).hasSize(1);
    }

    private static String since(List<Condition> conditions, String type) {
        return Conditions.find(conditions, type).orElseThrow().lastTransitionTime();
    }

    private static BackupPolicy policy() {
        return Documents.read(BackupPolicy.class, Stage.policy("shop"));
    }

    private static BackupPolicy suspended(BackupPolicy policy) {
        var suspended = Documents.read(BackupPolicy.class, Stage.policy("shop") + "  suspend: true\n");
        suspended.setStatus(policy.getStatus());
        return suspended;
    }

    private static PolicyObservation seen(BackupPolicy policy, String records) {
        var backups = Arrays.stream(records.split(";"))
                .filter(record -> !record.isEmpty())
                .map(PolicyStatusesTest::record)
                .toList();
        return new PolicyObservation(
                policy == null ? policy() : policy,
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                backups,
                BackupHistory.of(backups, NOW),
                null);
    }

    private static Backup record(String record) {
        var time = record.substring(2);
        var status = record.startsWith("S")
                ? "phase: Succeeded, result: {id: b, startedAt: '%1$s', completedAt: '%1$s'}".formatted(time)
                : "phase: Failed, failure: {reason: DumpFailed, message: broken, time: '%s'}".formatted(time);
        return Documents.read(Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: b%s}
                spec: {policyRef: {name: shop}, tier: daily}
                status: {%s}
                """.formatted(time.replaceAll("\\D", ""), status));
    }
}
