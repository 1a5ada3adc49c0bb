package dev.belay.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.Migration;
import dev.belay.api.Restore;
import dev.belay.controller.real.Documents;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationStatusesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
    private static final Instant EARLIER = NOW.minusSeconds(5);
    private static final Trouble CAUSE = new Trouble(Reason.Crashed, "It crashed.");
    private static final String ASKED = "phase: Pending, backup: b";
    private static final String OPEN =
            "backup: b, job: v2, conditions: [{type: BackedUp, status: 'True', reason: BackupSucceeded, message: open, "
                    + "lastTransitionTime: '2026-11-21T02:00:00Z'}]";

    /** Status so far; what follows; phase, backup, job and restore; the conditions; what the failure says, and since when. */
    static Stream<Arguments> table() {
        return Stream.of(
                row("", new MigrationStep.Wait(CAUSE), "Pending null null null", "Complete=False Crashed", ""),
                row(
                        "",
                        new MigrationStep.AskForBackup(document(Backup.class, "b", "")),
                        "Pending b null null",
                        "BackedUp=Unknown WaitingForBackup, Complete=Unknown WaitingForBackup",
                        ""),
                row(
                        ASKED,
                        new MigrationStep.AwaitBackup("b"),
                        "Pending b null null",
                        "BackedUp=Unknown WaitingForBackup, Complete=Unknown WaitingForBackup",
                        ""),
                row(
                        ASKED,
                        new MigrationStep.RefuseJob("b", "DumpFailed: no space"),
                        "Failed b null null",
                        "BackedUp=False BackupFailed, Complete=False BackupFailed",
                        "BackupFailed 2026-11-21T03:00:00Z Backup b failed, so the Job was not created and nothing was "
                                + "changed: DumpFailed: no space. Mend that, then create another Migration."),
                row(
                        "",
                        new MigrationStep.StartJob(document(Job.class, "v2", ""), "night"),
                        "Pending night v2 null",
                        "BackedUp=True BackupSucceeded, Complete=Unknown JobStarting",
                        ""),
                row(
                        OPEN,
                        new MigrationStep.FollowJob(null, false),
                        "Running b v2 null",
                        "BackedUp=True BackupSucceeded, Complete=Unknown JobRunning",
                        ""),
                row(
                        OPEN,
                        new MigrationStep.FollowJob(CAUSE, true),
                        "Running b v2 null",
                        "BackedUp=True BackupSucceeded, Complete=False Crashed",
                        ""),
                row(
                        OPEN,
                        new MigrationStep.AwaitCause(),
                        "Running b v2 null",
                        "BackedUp=True BackupSucceeded, Complete=Unknown JobRunning",
                        ""),
                row(
                        OPEN,
                        new MigrationStep.Succeed(NOW),
                        "Succeeded b v2 null",
                        "BackedUp=True BackupSucceeded, Complete=True Succeeded",
                        ""),
                row(
                        OPEN,
                        new MigrationStep.ReportFailure(CAUSE, EARLIER, "back!"),
                        "Failed b v2 null back!",
                        "BackedUp=True BackupSucceeded, Complete=False JobFailed",
                        "Crashed 2026-11-21T02:59:55Z It crashed. To go back to the backup, run the command in "
                                + "status.rollback."),
                row(
                        OPEN,
                        new MigrationStep.GoBack(CAUSE, document(Restore.class, "r", "")),
                        "Running b v2 null",
                        "BackedUp=True BackupSucceeded, Complete=False RollingBack",
                        ""),
                row(
                        OPEN,
                        new MigrationStep.AwaitRestore(CAUSE, "r"),
                        "Running b v2 r",
                        "BackedUp=True BackupSucceeded, Complete=False RollingBack",
                        ""),
                row(
                        OPEN,
                        new MigrationStep.WentBack(CAUSE, document(Restore.class, "r", "phase: Succeeded"), "back!"),
                        "Failed b v2 r",
                        "BackedUp=True BackupSucceeded, Complete=False RolledBack",
                        "Crashed 2026-11-21T03:00:00Z It crashed. Restore r went back to Backup b."),
                row(
                        OPEN,
                        new MigrationStep.WentBack(
                                CAUSE,
                                document(
                                        Restore.class,
                                        "r",
                                        "phase: Failed, failure: {reason: RestoreFailed, message: No space.}"),
                                "back!"),
                        "Failed b v2 r back!",
                        "BackedUp=True BackupSucceeded, Complete=False RollbackFailed",
                        "Crashed 2026-11-21T03:00:00Z It crashed. Restore r could not go back: No space. Once mended, run "
                                + "the command in status.rollback."));
    }

    @ParameterizedTest
    @MethodSource("table")
    void whatIsSaid(String soFar, MigrationStep step, String fields, String conditions, String failure) {
        var status = MigrationStatuses.after(migration(soFar), step, NOW).status();
        assertThat("%s %s %s %s%s"
                        .formatted(
                                status.phase(),
                                status.backup(),
                                status.job(),
                                status.restore(),
                                status.rollback() == null ? "" : " " + status.rollback()))
                .isEqualTo(fields);
        assertThat(status.conditions().stream()
                        .map(one -> one.type() + "=" + one.status() + " " + one.reason())
                        .collect(Collectors.joining(", ")))
                .isEqualTo(conditions);
        if (failure.isEmpty()) {
            assertThat(status.failure()).isNull();
        } else {
            var why = status.failure();
            assertThat(why.reason() + " " + why.time() + " " + why.message()).isEqualTo(failure);
            assertThat(status.conditions().getLast().message()).isEqualTo(why.message());
        }
    }

    @Test
    void whatIsOverStaysAsItIs() {
        var over = migration("phase: Succeeded, backup: b, job: v2");
        assertThat(MigrationStatuses.after(over, new MigrationStep.Over(), NOW).status())
                .isSameAs(over.getStatus());
    }

    static Stream<Arguments> aRefusalIsSaidWithAllThatWasToBe() {
        return Stream.of(
                Arguments.of(
                        "",
                        new MigrationStep.AskForBackup(document(Backup.class, "b", "")),
                        "Pending b null null",
                        "Backup b"),
                Arguments.of(
                        OPEN,
                        new MigrationStep.StartJob(document(Job.class, "v2", ""), "b"),
                        "Pending b v2 null",
                        "Job v2"),
                Arguments.of(
                        OPEN,
                        new MigrationStep.GoBack(CAUSE, document(Restore.class, "r", "")),
                        "Running b v2 null",
                        "Restore r"));
    }

    @ParameterizedTest
    @MethodSource
    void aRefusalIsSaidWithAllThatWasToBe(String soFar, MigrationStep step, String fields, String what) {
        var status = MigrationStatuses.refused(migration(soFar), step, "a quota", NOW)
                .status();
        assertThat("%s %s %s %s".formatted(status.phase(), status.backup(), status.job(), status.restore()))
                .isEqualTo(fields);
        assertThat(status.conditions().getLast().reason()).isEqualTo("JobRefused");
        assertThat(status.conditions().getLast().message())
                .startsWith("The API server refused the " + what + ": a quota. Mend that");
    }

    private static Arguments row(String soFar, MigrationStep step, String fields, String conditions, String failure) {
        return Arguments.of(soFar, step, fields, conditions, failure);
    }

    private static Migration migration(String status) {
        return document(Migration.class, "v2", status);
    }

    private static <T extends HasMetadata> T document(Class<T> kind, String name, String status) {
        return Documents.read(kind, """
                kind: %s
                metadata: {name: %s}
                spec: {}
                status: {%s}
                """.formatted(kind.getSimpleName(), name, status));
    }
}
