package dev.belay.controller.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import dev.belay.controller.run.Run;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.run.Verdict;
import dev.belay.controller.status.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BackupDeciderTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
    private static final Trouble CRASH = new Trouble(Reason.Crashed, "it crashed");

    static Stream<Arguments> table() {
        var longAgo = NOW.minus(Duration.ofMinutes(5));
        return Stream.of(
                Arguments.of("order", "", new Run.Absent(), true, "Start"),
                Arguments.of("order", "", new Run.Absent(), false, "Wait PolicyNotFound"),
                Arguments.of("order of no tier", "", new Run.Absent(), true, "Wait TierNotFound"),
                Arguments.of("order", "Pending", new Run.Absent(), true, "Start"),
                Arguments.of("order", "Running", new Run.Absent(), true, "Fail JobDeleted"),
                Arguments.of("order", "Succeeded", new Run.Absent(), true, "Over"),
                Arguments.of("order", "Failed", new Run.Active(null), true, "Over"),
                Arguments.of("record", "", new Run.Absent(), false, "Fail JobDeleted"),
                Arguments.of("record", "", new Run.Active(null), false, "Follow"),
                Arguments.of("order", "", new Run.Foreign(), true, "Wait NameConflict"),
                Arguments.of("order", "Running", new Run.Active(CRASH), true, "Follow Crashed"),
                Arguments.of("order", "Running", new Run.Done(null, false, NOW), true, "AwaitReport"),
                Arguments.of("order", "Running", new Run.Done(null, true, NOW), true, "Fail NoReport"),
                Arguments.of("order", "Running", new Run.Done(null, false, longAgo), true, "Fail NoReport"),
                Arguments.of("order", "Running", new Run.Broken(null, true, CRASH, NOW), true, "Fail Crashed"),
                Arguments.of("order", "Running", new Run.Broken(null, false, CRASH, NOW), true, "AwaitReport"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void whatFollows(String backup, String phase, Run run, boolean hasPolicy, String verdict) {
        var policy = hasPolicy
                ? Optional.of(Documents.read(BackupPolicy.class, Stage.policy("shop")))
                : Optional.<BackupPolicy>empty();
        var decider = new BackupDecider(new AgentImage("agent:1", null));
        var seen = new BackupObservation(backup(backup, phase), "now", run, policy);
        assertThat(shortly(decider.decide(seen, NOW))).isEqualTo(verdict);
    }

    private static String shortly(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Over ignored -> "Over";
            case Verdict.Wait wait -> "Wait " + wait.missing().reason();
            case Verdict.Start ignored -> "Start";
            case Verdict.Follow follow ->
                "Follow"
                        + (follow.trouble() == null
                                ? ""
                                : " " + follow.trouble().reason());
            case Verdict.AwaitReport ignored -> "AwaitReport";
            case Verdict.Succeed ignored -> "Succeed";
            case Verdict.Fail fail -> "Fail " + fail.reason();
        };
    }

    private static Backup backup(String what, String phase) {
        return Documents.read(Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: now, labels: {%s}}
                spec: {policyRef: {name: shop}, tier: %s}
                status: {%s}
                """.formatted(
                        what.equals("record") ? "belay.dev/origin: scheduled" : "",
                        what.contains("no tier") ? "yearly" : "daily",
                        phase.isEmpty() ? "" : "phase: " + phase));
    }

    @Test
    void historyIsBoundedAndTheNewestSuccessStays() {
        var all = Stream.concat(
                        IntStream.range(0, 55).mapToObj(i -> numbered(i, "Succeeded")),
                        IntStream.range(0, 12).mapToObj(i -> numbered(100 + i, "Failed")))
                .toList();
        var gone = HistoryBounds.beyond(all).stream()
                .map(one -> one.getMetadata().getName())
                .toList();
        assertThat(gone).containsExactlyInAnyOrder("b1000", "b1001", "b1002", "b1003", "b1004", "b1100", "b1101");
    }

    /** Found years later, it is old all the same. */
    @Test
    void aRecordIsAsOldAsItsContent() {
        var all = Stream.concat(
                        IntStream.range(0, 50).mapToObj(i -> numbered(i, "Succeeded")),
                        Stream.of(Documents.read(Backup.class, """
                                apiVersion: belay.dev/v1alpha1
                                kind: Backup
                                metadata: {name: found, creationTimestamp: '2027-01-01T00:00:00Z',
                                  labels: {belay.dev/origin: synced}}
                                spec: {policyRef: {name: shop}, tier: daily}
                                status: {phase: Succeeded, result: {id: b, startedAt: '2020-01-01T00:00:00Z'}}
                                """)))
                .toList();
        assertThat(HistoryBounds.beyond(all))
                .extracting(one -> one.getMetadata().getName())
                .containsExactly("found");
    }

    private static Backup numbered(int i, String phase) {
        var backup = backup("record", phase);
        backup.getMetadata().setName("b" + (1000 + i));
        backup.getMetadata().setCreationTimestamp(NOW.plusSeconds(i).toString());
        return backup;
    }
}
