package dev.belay.controller.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.RunError;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import dev.belay.controller.run.Run;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.status.Reason;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PurgeDeciderTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
    private static final String GOOD = "good";
    private static final Trouble STUCK = new Trouble(Reason.Unschedulable, "no node takes it");

    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of(GOOD, "Delete", new Run.Absent(), true, "Start"),
                Arguments.of(GOOD, "Delete", new Run.Absent(), false, "Wait Purging"),
                Arguments.of(GOOD, "Retain", new Run.Absent(), true, "Release False PurgeGivenUp"),
                Arguments.of(GOOD, "", new Run.Absent(), true, "Release False PurgeGivenUp"),
                Arguments.of(GOOD, "gone", new Run.Absent(), true, "Release False PurgeGivenUp"),
                Arguments.of(GOOD, "going", new Run.Absent(), true, "Release False PurgeGivenUp"),
                Arguments.of("good outdated", "Delete", new Run.Absent(), true, "Nothing"),
                Arguments.of("failed", "Delete", new Run.Absent(), true, "Nothing"),
                Arguments.of("failed", "gone", new Run.Absent(), true, "Nothing"),
                Arguments.of("good late", "Delete", new Run.Absent(), true, "Release False PurgeGivenUp"),
                Arguments.of("good late", "Delete", new Run.Absent(), false, "Release False PurgeGivenUp"),
                Arguments.of("good late", "Delete", new Run.Active(STUCK), true, "Release False PurgeGivenUp"),
                Arguments.of(GOOD, "Delete", new Run.Active(STUCK), true, "Wait Unschedulable"),
                Arguments.of(GOOD, "Delete", new Run.Active(null), true, "Wait Purging"),
                Arguments.of(GOOD, "Delete", new Run.Foreign(), true, "Release False NameConflict"),
                Arguments.of(GOOD, "Delete", done(null), true, "Release True Purged"),
                Arguments.of("good late", "Delete", done(null), true, "Release True Purged"),
                Arguments.of(GOOD, "Delete", done("BackupNotFound"), true, "Release True Purged"),
                Arguments.of(GOOD, "Delete", done("BackupProtected"), true, "Release False PurgeRefused"),
                Arguments.of(GOOD, "Delete", done("RepositoryDenied"), true, "Release False PurgeFailed"),
                Arguments.of(GOOD, "Delete", new Run.Done(null, true, NOW), true, "Release False PurgeFailed"),
                Arguments.of(GOOD, "Delete", new Run.Broken(null, true, STUCK, NOW), true, "Release False PurgeFailed"),
                Arguments.of(GOOD, "Delete", new Run.Broken(null, false, STUCK, NOW), true, "Wait Purging"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void whatFollows(String backup, String policy, Run run, boolean isNext, String step) {
        assertThat(shortly(decide(backup, policy, run, isNext))).isEqualTo(step);
    }

    @Test
    void itsJobNamesEveryDatabasesBackupAndHoldsNoKey() {
        var start = (PurgeStep.Start) decide(GOOD, "Delete", new Run.Absent(), true);
        var pod = start.job().getSpec().getTemplate().getSpec();
        assertThat(pod.getContainers().getFirst().getArgs())
                .startsWith("backup", "delete", "b1", "b2", "--policy")
                .doesNotContain("--last");
        assertThat(pod.getVolumes())
                .extracting(volume ->
                        volume.getSecret() == null ? "" : volume.getSecret().getSecretName())
                .contains("shop-s3")
                .doesNotContain("shop-db", "shop-age");
        assertThat(start.job().getMetadata().getOwnerReferences())
                .extracting(owner -> owner.getKind())
                .containsExactly("BackupPolicy");
    }

    @Test
    void theLastGoodOneGoesOnlyIfThatIsSaid() {
        var start = (PurgeStep.Start) decide("good last", "Delete", new Run.Absent(), true);
        assertThat(start.job()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getArgs())
                .contains("--last");
    }

    @ParameterizedTest
    @CsvSource({"Retain, the next sync lists it again", "gone, a new policy 'shop'", "going, a new policy 'shop'"})
    void whatIsKeptIsToldHowItComesBack(String policy, String words) {
        var release = (PurgeStep.Release) decide(GOOD, policy, new Run.Absent(), true);
        assertThat(release.said().message()).contains(words);
    }

    private static PurgeStep decide(String backup, String policy, Run run, boolean isNext) {
        var seen = new PurgeObservation(backup(backup), "night-purge", run, policy(policy), isNext);
        return new PurgeDecider(new AgentImage("agent:1", null)).decide(seen, NOW);
    }

    private static String shortly(PurgeStep step) {
        return switch (step) {
            case PurgeStep.Nothing ignored -> "Nothing";
            case PurgeStep.Start ignored -> "Start";
            case PurgeStep.Wait wait -> "Wait " + wait.said().reason();
            case PurgeStep.Release release ->
                "Release " + release.said().status() + " " + release.said().reason();
        };
    }

    private static Run done(@Nullable String error) {
        var report = new RunReport(
                "delete",
                error == null,
                NOW.toString(),
                NOW.toString(),
                null,
                null,
                null,
                null,
                null,
                null,
                error == null ? null : new RunError(error, "why"));
        return error == null ? new Run.Done(report, true, NOW) : new Run.Broken(report, true, STUCK, NOW);
    }

    private static Optional<BackupPolicy> policy(String what) {
        if (what.equals("gone")) {
            return Optional.empty();
        }
        var field = what.equals("Delete") || what.equals("Retain") ? "  deletionPolicy: " + what + "\n" : "";
        var policy = Documents.read(BackupPolicy.class, Stage.policy("shop") + field);
        if (what.equals("going")) {
            policy.getSpec();
            policy.getMetadata().setDeletionTimestamp(NOW.toString());
        }
        return Optional.of(policy);
    }

    private static Backup backup(String what) {
        var annotations = what.contains("outdated")
                ? "belay.dev/outdated: 'true'"
                : what.contains("last") ? "belay.dev/purge-last: 'true'" : "";
        return Documents.read(Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: night, annotations: {%s}, finalizers: [belay.dev/purge], deletionTimestamp: '%s'}
                spec: {policyRef: {name: shop}, tier: daily}
                status: {phase: %s, id: b1, databases: {saved: 2, backups: [{database: a, id: b1}, {database: b, id: b2}]}}
                """.formatted(
                        annotations,
                        NOW.minusSeconds(what.contains("late") ? 3601 : 60),
                        what.equals("failed") ? "Failed" : "Succeeded"));
    }
}
