package dev.belay.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.backup.Manifest;
import dev.belay.agent.policy.PolicyFile;
import dev.belay.agent.run.RunState;
import dev.belay.agent.run.RunState.BackupFailed;
import dev.belay.agent.status.Look.Keeping;
import dev.belay.api.policy.BackupPolicyStatus.Health;
import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Health UNKNOWN = new Health("unknown", "no service is set", List.of(), List.of());
    private static final Keeping KEPT = new Keeping(true, "process 7 since 2026-11-20T00:00:00Z");

    @TempDir
    Path folder;

    private String database = "name: shop";
    private String more = "objectives: {rpo: 25h, rto: 1h}";

    @Test
    void allIsWell() throws Exception {
        var status = status(List.of(backup("shop", "2026-11-21T02:00:00Z")), null, drill(true, "42s"), KEPT);
        assertThat(status.ok()).isTrue();
        assertThat(reasons(status))
                .containsExactly("ScheduleKept", "ObjectiveMet", "DrillPassed", "ServiceUnknown", "NotPaused");
        assertThat(status.nextRun().time()).isEqualTo("2026-11-22T02:00:00Z");
    }

    @Test
    void anObjectiveIsMissedToTheSecond() throws Exception {
        var met = status(List.of(backup("shop", "2026-11-20T11:00:01Z")), null, null, KEPT);
        assertThat(met.condition("BackedUp").status()).isEqualTo("True");
        var missed = status(List.of(backup("shop", "2026-11-20T11:00:00Z")), null, null, KEPT);
        assertThat(missed.condition("BackedUp").reason()).isEqualTo("ObjectiveMissed");
        assertThat(missed.ok()).isFalse();
    }

    @Test
    void aFailureAfterTheNewestBackupIsSaidAndOneBeforeIsNot() throws Exception {
        var good = List.of(backup("shop", "2026-11-21T02:00:00Z"));
        var after = status(good, failed("2026-11-21T03:00:00Z"), null, KEPT);
        assertThat(after.condition("BackedUp").message()).contains("DumpFailed: broke off");
        assertThat(after.condition("BackedUp").status()).isEqualTo("True");
        var before = status(good, failed("2026-11-21T01:00:00Z"), null, KEPT);
        assertThat(before.condition("BackedUp").message()).doesNotContain("DumpFailed");
        var never = status(List.of(), failed("2026-11-21T03:00:00Z"), null, KEPT);
        assertThat(never.condition("BackedUp").status()).isEqualTo("False");
    }

    /** Nobody knows yet whether one will come: that is no condition that is False, and no good state either. */
    @Test
    void withoutAnyBackupAllIsNotWell() throws Exception {
        var none = status(List.of(), null, drill(true, "42s"), KEPT);
        assertThat(none.condition("BackedUp").status()).isEqualTo("Unknown");
        assertThat(none.conditions()).noneMatch(c -> c.status().equals("False"));
        assertThat(none.ok()).isFalse();
    }

    @Test
    void ofSeveralDatabasesTheOneThatWaitsLongestCounts() throws Exception {
        database = "names: [a, b]";
        var status = status(
                List.of(
                        backup("a", "2026-11-21T02:00:00Z"),
                        backup("a", "2026-11-20T02:00:00Z"),
                        backup("b", "2026-11-19T02:00:00Z")),
                null,
                null,
                KEPT);
        assertThat(status.lastSuccess().startedAt()).isEqualTo("2026-11-19T02:00:00Z");
        assertThat(status.recoveryWindow().last()).isEqualTo("2026-11-21T02:00:00Z");
        var without = status(List.of(backup("a", "2026-11-21T02:00:00Z")), null, null, KEPT);
        assertThat(without.lastSuccess()).isNull();
        assertThat(without.condition("BackedUp").message()).contains("no good backup yet of b.");
        assertThat(without.ok()).isFalse();
    }

    @Test
    void ofAllDatabasesTheServerSaysWhichThereAre() throws Exception {
        database = "names: [\"*\"]";
        var backups = List.of(backup("a", "2026-11-21T02:00:00Z"), backup("gone", "2026-11-01T02:00:00Z"));
        var complete = status(Saved.of(backups, List.of("a")));
        assertThat(complete.condition("BackedUp").reason()).isEqualTo("ObjectiveMet");
        var fresh = status(Saved.of(backups, List.of("a", "new")));
        assertThat(fresh.condition("BackedUp").status()).isEqualTo("False");
        assertThat(fresh.condition("BackedUp").reason()).isEqualTo("DatabaseNeverSaved");
        assertThat(fresh.condition("BackedUp").message()).contains("of new.").doesNotContain("gone");
        var late = status(Saved.of(backups, List.of("a", "gone")));
        assertThat(late.condition("BackedUp").reason()).isEqualTo("ObjectiveMissed");
    }

    @Test
    void whereTheServerDoesNotSayItIsNotKnown() throws Exception {
        database = "names: [\"*\"]";
        var unknown = status(Saved.ofUnknown(List.of(backup("a", "2026-11-21T02:00:00Z")), "it does not answer"));
        assertThat(unknown.condition("BackedUp").status()).isEqualTo("Unknown");
        assertThat(unknown.condition("BackedUp").message()).contains("it does not answer");
        assertThat(unknown.lastSuccess()).isNotNull();
        var late = status(Saved.ofUnknown(List.of(backup("a", "2026-11-19T02:00:00Z")), "it does not answer"));
        assertThat(late.condition("BackedUp").status())
                .as("whichever they are, none is in time")
                .isEqualTo("False");
    }

    private PolicyStatus status(Saved saved) throws Exception {
        return look(saved, new RunState(Map.of(), null, null), KEPT, UNKNOWN);
    }

    @Test
    void drillsThatFailedAreSlowOrMissing() throws Exception {
        assertThat(status(List.of(), null, drill(false, null), KEPT)
                        .condition("Restorable")
                        .reason())
                .isEqualTo("DrillFailed");
        assertThat(status(List.of(), null, drill(true, "2h"), KEPT)
                        .condition("Restorable")
                        .reason())
                .isEqualTo("DrillTooSlow");
        assertThat(status(List.of(), null, null, KEPT).condition("Restorable").reason())
                .isEqualTo("NoDrill");
        more = "drill: {schedule: \"0 4 * * 1\"}";
        assertThat(status(List.of(), null, null, KEPT).condition("Restorable").reason())
                .isEqualTo("NoDrillYet");
    }

    @Test
    void whoKeepsTheSchedule() throws Exception {
        assertThat(status(List.of(), null, null, new Keeping(true, null))
                        .condition("Ready")
                        .reason())
                .isEqualTo("ScheduleNotKept");
        assertThat(status(List.of(), null, null, new Keeping(false, null))
                        .condition("Ready")
                        .reason())
                .isEqualTo("NotScheduledHere");
        more = "suspend: true";
        var suspended = status(List.of(), null, null, KEPT);
        assertThat(suspended.condition("Ready").reason()).isEqualTo("Suspended");
        assertThat(suspended.nextRun()).isNull();
    }

    @Test
    void theServicesWordsAreRead() throws Exception {
        var health = ServiceHealth.read(new ObjectMapper().readTree("""
                {"status": "degraded", "components": {"database": {"status": "up"}, "loops": {"status": "down", "reason": "late"}},
                 "breakers": [{"name": "mail", "state": "open", "until": "2026-11-21T12:01:00Z"}]}
                """));
        var status = look(Saved.of(List.of(), List.of("shop")), new RunState(Map.of(), null, null), KEPT, health);
        assertThat(status.condition("Healthy").message())
                .contains("loops down (late)")
                .doesNotContain("database");
        assertThat(status.condition("Running").message()).contains("mail until 2026-11-21T12:01:00Z");
        assertThat(ServiceHealth.read(new ObjectMapper().readTree("[]")).status())
                .isEqualTo("unknown");
    }

    private PolicyStatus status(
            List<Manifest> backups, @Nullable BackupFailed failure, @Nullable LastDrill drill, Keeping keeping)
            throws Exception {
        var written = database.equals("name: shop") ? List.of("shop") : List.of("a", "b");
        return look(Saved.of(backups, written), new RunState(Map.of(), failure, drill), keeping, UNKNOWN);
    }

    private PolicyStatus look(Saved saved, RunState state, Keeping keeping, Health health) throws Exception {
        var file = folder.resolve("policy.yaml");
        Files.writeString(file, """
                apiVersion: belay.dev/v1alpha1
                kind: BackupPolicy
                metadata: {name: shop}
                spec:
                  database: {host: localhost, %s, credentials: {secretName: shop-db}}
                  repository: {volume: {path: /nowhere}}
                  encryption: {none: {}}
                  tiers: [{name: daily, schedule: "0 2 * * *"}]
                  %s
                """.formatted(database, more));
        return new Look(PolicyFile.read(file), saved, state, null, keeping, health, NOW).status();
    }

    private static List<String> reasons(PolicyStatus status) {
        return status.conditions().stream().map(PolicyStatus.Said::reason).toList();
    }

    private static BackupFailed failed(String time) {
        return new BackupFailed("daily", time, "DumpFailed", "broke off");
    }

    private static LastDrill drill(boolean passed, @Nullable String rto) {
        return new LastDrill(passed, "an-id", "2026-11-16T04:00:00Z", rto, passed ? null : "fewer rows");
    }

    private static Manifest backup(String database, String startedAt) throws Exception {
        return new ObjectMapper()
                .readValue(
                        """
                {"formatVersion": 1, "id": "%s-daily-000000", "policy": "shop", "tier": "daily", "method": "logical",
                 "startedAt": "%s", "completedAt": "%s", "database": {"name": "%s"}, "tools": {"belay": "1"},
                 "plain": {"bytes": 1, "sha256": ""}, "stored": {"bytes": 1, "sha256": ""}, "compression": "zstd",
                 "encryption": {"kind": "none", "recipients": []}, "timings": {}}
                """.formatted(startedAt.replaceAll("[-:]", ""), startedAt, startedAt, database),
                        Manifest.class);
    }
}
