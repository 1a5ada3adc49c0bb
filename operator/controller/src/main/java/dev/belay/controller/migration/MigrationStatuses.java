package dev.belay.controller.migration;

import dev.belay.api.Migration;
import dev.belay.api.migration.MigrationStatus;
import dev.belay.api.status.Condition;
import dev.belay.api.status.Failure;
import dev.belay.api.status.Phase;
import dev.belay.controller.kube.Reporter.Reported;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.status.Conditions;
import dev.belay.controller.status.Progress;
import dev.belay.controller.status.Reason;
import dev.belay.controller.status.Said;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says how a Migration stands, and how to go back. */
final class MigrationStatuses {
    private MigrationStatuses() {}

    static Reported<MigrationStatus> before(Migration migration) {
        var status = migration.getStatus();
        return new Reported<>(status, status == null ? List.of() : status.conditions());
    }

    static Reported<MigrationStatus> after(Migration migration, MigrationStep step, Instant now) {
        var draft = new Draft(migration, now);
        var job = MigrationNames.job(migration);
        switch (step) {
            case MigrationStep.Over ignored -> {
                return before(migration);
            }
            case MigrationStep.Wait wait ->
                draft.complete(
                        Progress.not(wait.missing().reason(), wait.missing().message()));
            case MigrationStep.AskForBackup ask ->
                draft.awaitBackup(ask.backup().getMetadata().getName());
            case MigrationStep.AwaitBackup await -> draft.awaitBackup(await.backup());
            case MigrationStep.RefuseJob refuse -> draft.refuse(refuse);
            case MigrationStep.StartJob start ->
                draft.open(start.backup()).job(job, Phase.Pending, Progress.starting(job));
            case MigrationStep.FollowJob follow ->
                draft.job(
                        job,
                        Phase.Running,
                        follow.trouble() == null
                                ? Progress.running(job)
                                : Progress.not(
                                        follow.trouble().reason(),
                                        follow.trouble().message()));
            case MigrationStep.AwaitCause ignored -> draft.job(job, Phase.Running, Progress.running(job));
            case MigrationStep.Succeed ignored ->
                draft.job(job, Phase.Succeeded, Progress.done("The Job " + job + " succeeded."));
            case MigrationStep.ReportFailure report -> {
                draft.rollback = report.rollback();
                draft.fail(
                        report.cause(),
                        report.at(),
                        Reason.JobFailed,
                        " To go back to the backup, run the command in status.rollback.");
            }
            case MigrationStep.GoBack back ->
                draft.goBack(back.restore().getMetadata().getName(), back.cause());
            case MigrationStep.AwaitRestore await -> draft.goBack(await.restore(), await.cause());
            case MigrationStep.WentBack back -> draft.wentBack(back);
        }
        return draft.status();
    }

    /** The status with one more thing: why the API server would not have the Job, Backup or Restore. */
    static Reported<MigrationStatus> refused(Migration migration, MigrationStep step, String why, Instant now) {
        var after = after(migration, step, now).status();
        var draft = new Draft(migration, now);
        if (after != null) {
            draft.backup = after.backup();
            draft.job = after.job();
            draft.restore = after.restore();
            draft.phase = after.phase();
        }
        return draft.complete(Progress.refused(MigrationNames.job(migration), why))
                .status();
    }

    /** The status in the making: starts as it stands, since a gate that was opened stays open. */
    private static final class Draft {
        private final Migration migration;
        private final Instant now;
        private @Nullable Phase phase = Phase.Pending;
        private @Nullable String backup;
        private @Nullable String job;
        private @Nullable String restore;
        private @Nullable String rollback;
        private @Nullable Failure failure;
        private @Nullable Said backedUp;
        private @Nullable Said complete;

        Draft(Migration migration, Instant now) {
            this.migration = migration;
            this.now = now;
            var status = migration.getStatus();
            if (status != null) {
                backup = status.backup();
                job = status.job();
                restore = status.restore();
            }
        }

        Draft complete(Said said) {
            complete = said;
            return this;
        }

        void awaitBackup(String name) {
            backup = name;
            var message = "Waiting for Backup " + name + "; the Job is created only once it has succeeded.";
            backedUp = Said.unknown(Conditions.BACKED_UP, Reason.WaitingForBackup, message);
            complete(Said.unknown(Conditions.COMPLETE, Reason.WaitingForBackup, message));
        }

        void refuse(MigrationStep.RefuseJob refuse) {
            phase = Phase.Failed;
            backup = refuse.backup();
            var message = "Backup " + refuse.backup() + " failed, so the Job was not created and nothing was changed: "
                    + refuse.message() + ". Mend that, then create another Migration.";
            backedUp = Said.holdsNot(Conditions.BACKED_UP, Reason.BackupFailed, message);
            failure = new Failure(Reason.BackupFailed.name(), message, Conditions.timestamp(now));
            complete(Progress.not(Reason.BackupFailed, message));
        }

        Draft open(String name) {
            backup = name;
            backedUp = Said.holds(
                    Conditions.BACKED_UP, Reason.BackupSucceeded, "Backup " + name + " succeeded; the gate is open.");
            return this;
        }

        void job(String name, Phase reached, Said said) {
            job = name;
            phase = reached;
            complete(said);
        }

        void fail(Trouble cause, Instant at, Reason reason, String next) {
            phase = Phase.Failed;
            var message = cause.message() + next;
            failure = new Failure(cause.reason().name(), message, Conditions.timestamp(at));
            complete(Progress.not(reason, message));
        }

        void goBack(String name, Trouble cause) {
            phase = Phase.Running;
            restore = name;
            complete(Progress.not(
                    Reason.RollingBack, cause.message() + " Restore " + name + " goes back to Backup " + backup + "."));
        }

        void wentBack(MigrationStep.WentBack back) {
            restore = back.restore().getMetadata().getName();
            if (back.restore().getStatus().phase() == Phase.Succeeded) {
                fail(
                        back.cause(),
                        now,
                        Reason.RolledBack,
                        " Restore " + restore + " went back to Backup " + backup + ".");
                return;
            }
            rollback = back.rollback();
            var why = back.restore().getStatus().failure();
            fail(
                    back.cause(),
                    now,
                    Reason.RollbackFailed,
                    " Restore " + restore + " could not go back: " + (why == null ? "no cause given" : why.message())
                            + " Once mended, run the command in status.rollback.");
        }

        Reported<MigrationStatus> status() {
            var before = before(migration).conditions();
            var said = new ArrayList<Said>();
            var gate = backedUp != null
                    ? backedUp
                    : Conditions.find(before, Conditions.BACKED_UP)
                            .map(old -> new Said(old.type(), old.status(), old.reason(), old.message()))
                            .orElse(null);
            if (gate != null) {
                said.add(gate);
            }
            if (complete != null) {
                said.add(complete);
            }
            long generation = Objects.requireNonNullElse(migration.getMetadata().getGeneration(), 0L);
            List<Condition> conditions = Conditions.next(before, said, generation, now);
            return new Reported<>(
                    new MigrationStatus(phase, conditions, backup, job, restore, rollback, failure), conditions);
        }
    }
}
