package dev.belay.controller.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Restore;
import dev.belay.api.backup.BackupSpec;
import dev.belay.api.policy.PolicyRef;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import dev.belay.controller.run.Run;
import dev.belay.controller.run.Verdict;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreDeciderTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

    private static final String SEVERAL =
            "databases: {saved: 3, failed: 0, backups: [{database: a, id: b1}, {database: b, id: b2}]}";

    /** Phase so far; source; the policy; the Backup's status; what follows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "        | latest: {}    | good  |                            | Start latest",
                "        | latest: {}    | none  |                            | Wait PolicyNotFound",
                "        | latest: {}    | blind |                            | Wait IdentityMissing",
                "        | 'before: \"2026-11-21T08:30:00Z\"' | good |               | Start --before 2026-11-21T08:30:00Z",
                "        | backup: night | good  |                            | Wait BackupNotFound",
                "        | backup: night | good  | phase: Running             | Wait BackupNotFinished",
                "        | backup: night | good  | phase: Failed              | Fail BackupFailed",
                "        | backup: night | good  | 'phase: Succeeded, id: b1' | Start b1",
                "        | 'backup: night, database: b' | good | 'phase: Succeeded, id: b1' | Start b1 of b",
                "        | 'latest: {}, database: b'    | good | | Start latest of b",
                "        | backup: night                | good | 'phase: Succeeded, id: b1, SEVERAL' | Fail DatabaseNotNamed",
                "        | 'backup: night, database: a' | good | 'phase: Succeeded, id: b1, SEVERAL' | Start b1 of a",
                "        | 'backup: night, database: b' | good | 'phase: Succeeded, id: b1, SEVERAL' | Start b2 of b",
                "        | 'backup: night, database: c' | good | 'phase: Succeeded, id: b1, SEVERAL' | Fail DatabaseNotNamed",
                "Pending | latest: {}    | good  |                            | Start latest",
                "Running | latest: {}    | good  |                            | Fail JobDeleted",
                "Failed  | latest: {}    | good  |                            | Over",
            })
    void whatFollows(String phase, String source, String policy, String backup, String verdict) {
        var seen = new RestoreObservation(
                restore(phase, source), "back-restore", new Run.Absent(), Look.NONE, policy(policy), backup(backup));
        assertThat(shortly(new RestoreDecider(new AgentImage("agent:1", null)).decide(seen, NOW)))
                .isEqualTo(verdict);
    }

    @Test
    void theBackupOfAnotherPolicyIsRefusedBeforeAnyJobLooksForIt() {
        var night = backup("phase: Succeeded, id: b1").orElseThrow();
        night.setSpec(new BackupSpec(new PolicyRef("books"), null));
        var seen = new RestoreObservation(
                restore(null, "backup: night"),
                "back-restore",
                new Run.Absent(),
                Look.NONE,
                policy("good"),
                Optional.of(night));
        var verdict = new RestoreDecider(new AgentImage("agent:1", null)).decide(seen, NOW);
        assertThat(shortly(verdict)).isEqualTo("Fail BackupOfAnotherPolicy");
        assertThat(((Verdict.Fail) verdict).message()).contains("of the policy 'books'", "policyRef 'books'");
    }

    private static String shortly(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Over ignored -> "Over";
            case Verdict.Wait wait -> "Wait " + wait.missing().reason();
            case Verdict.Start start -> {
                var arguments = start.job()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getArgs();
                var database = arguments.indexOf("--database");
                var which = String.join(" ", arguments.subList(2, arguments.indexOf("--into")));
                yield "Start " + which + (database < 0 ? "" : " of " + arguments.get(database + 1));
            }
            case Verdict.Fail fail -> "Fail " + fail.reason();
            default -> verdict.toString();
        };
    }

    private static Restore restore(String phase, String source) {
        return Documents.read(Restore.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Restore
                metadata: {name: back}
                spec: {policyRef: {name: shop}, source: {%s}, target: {database: copy}}
                status: {%s}
                """.formatted(source, phase == null ? "" : "phase: " + phase));
    }

    private static Optional<BackupPolicy> policy(String which) {
        var yaml = which.equals("blind")
                ? Stage.policy("shop").replace(", identity: {secretName: shop-age}", "")
                : Stage.policy("shop");
        return which.equals("none") ? Optional.empty() : Optional.of(Documents.read(BackupPolicy.class, yaml));
    }

    private static Optional<Backup> backup(String status) {
        return status == null
                ? Optional.empty()
                : Optional.of(Documents.read(Backup.class, """
                        apiVersion: belay.dev/v1alpha1
                        kind: Backup
                        metadata: {name: night}
                        spec: {policyRef: {name: shop}}
                        status: {%s}
                        """.formatted(status.replace("SEVERAL", SEVERAL))));
    }
}
