package dev.belay.controller.migration;

import dev.belay.api.restore.RestoreStatus;
import dev.belay.api.status.Failure;
import dev.belay.api.status.Phase;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.status.Conditions;
import dev.belay.controller.status.Progress;
import dev.belay.controller.status.Reason;
import dev.belay.controller.status.Said;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a Migration failed.
 *
 * @param reason of the condition: where it was left
 * @param failure with the cause
 * @param rollback the way back, where a person must go it
 */
record MigrationEnd(
        Reason reason, Failure failure, @Nullable String rollback) {

    /** Empty while it has not failed. */
    static Optional<MigrationEnd> of(MigrationStep step, @Nullable String backup, Instant now) {
        return switch (step) {
            case MigrationStep.RefuseJob refuse -> Optional.of(refused(refuse, now));
            case MigrationStep.ReportFailure report ->
                Optional.of(failed(
                        report.cause(),
                        report.at(),
                        report.cause().reason() == Reason.JobDeleted ? Reason.JobDeleted : Reason.JobFailed,
                        " To go back to the backup, run the command in status.rollback.",
                        report.rollback()));
            case MigrationStep.WentBack back -> Optional.of(wentBack(back, backup, now));
            default -> Optional.empty();
        };
    }

    Said said() {
        return Progress.not(reason, failure.message());
    }

    private static MigrationEnd refused(MigrationStep.RefuseJob refuse, Instant now) {
        var message = "Backup " + refuse.backup() + " failed, so the Job was not created and nothing was changed: "
                + refuse.message() + ". Mend that, then create another Migration.";
        return new MigrationEnd(
                Reason.BackupFailed, new Failure(Reason.BackupFailed.name(), message, Conditions.timestamp(now)), null);
    }

    private static MigrationEnd wentBack(MigrationStep.WentBack back, @Nullable String backup, Instant now) {
        var restore = back.restore().getMetadata().getName();
        var status = back.restore().status();
        if (status.map(RestoreStatus::phase).orElse(null) == Phase.Succeeded) {
            var next = " Restore " + restore + " went back to Backup " + backup + ".";
            return failed(back.cause(), now, Reason.RolledBack, next, null);
        }
        var why = status.map(RestoreStatus::failure).map(Failure::message).orElse("no cause given");
        var next = " Restore " + restore + " could not go back: " + why
                + " Once mended, run the command in status.rollback.";
        return failed(back.cause(), now, Reason.RollbackFailed, next, back.rollback());
    }

    private static MigrationEnd failed(
            Trouble cause, Instant at, Reason reason, String next, @Nullable String rollback) {
        var failure = new Failure(cause.reason().name(), cause.message() + next, Conditions.timestamp(at));
        return new MigrationEnd(reason, failure, rollback);
    }
}
