package dev.belay.controller.migration;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Migration;
import dev.belay.api.Restore;
import dev.belay.api.migration.MigrationSpec.OnFailure;
import dev.belay.api.migration.MigrationStatus;
import dev.belay.api.policy.DurationText;
import dev.belay.api.status.Phase;
import dev.belay.controller.kube.Ownership;
import dev.belay.controller.run.GateBackup;
import dev.belay.controller.run.Run;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.run.Turn;
import dev.belay.controller.run.Verdict;
import dev.belay.controller.status.Reason;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chooses what follows for a Migration: first a good backup, and only then the Job. */
final class MigrationDecider {
    private MigrationDecider() {}

    /** Asked before anything is observed, too: of the many that are over, nothing need be read. */
    static boolean isOver(@Nullable MigrationStatus status) {
        return status != null && Phase.isOver(status.phase());
    }

    static MigrationStep decide(MigrationObservation seen, Turn turn, Instant now) {
        var status = seen.migration().getStatus();
        if (isOver(status)) {
            return new MigrationStep.Over();
        }
        return switch (seen.run()) {
            case Run.Absent ignored ->
                status != null && status.phase() == Phase.Running
                        ? lost(seen, now)
                        : inTurn(gate(seen, turn, now), turn);
            case Run.Foreign ignored -> conflict("Job", MigrationNames.job(seen.migration()));
            case Run.Active active -> new MigrationStep.FollowJob(active.trouble(), active.isWaiting());
            case Run.Done done -> new MigrationStep.Succeed(done.at());
            case Run.Broken broken ->
                Verdict.isKnown(broken, now)
                        ? failed(seen, broken.cause(), broken.at())
                        : new MigrationStep.AwaitCause();
        };
    }

    /** Backup and Job are of one turn: what has been asked for goes on, nothing new begins while it is another's. */
    private static MigrationStep inTurn(MigrationStep step, Turn turn) {
        return step instanceof MigrationStep.AskForBackup || step instanceof MigrationStep.StartJob
                ? turn.before().<MigrationStep>map(MigrationStep.Wait::new).orElse(step)
                : step;
    }

    private static MigrationStep gate(MigrationObservation seen, Turn turn, Instant now) {
        var migration = seen.migration();
        var name = migration.getSpec().policyRef().name();
        if (seen.policy().isEmpty()) {
            return wait(
                    Reason.PolicyNotFound,
                    "There is no BackupPolicy '" + name
                            + "' in this namespace. Create it, and the migration goes on behind a backup of it.");
        }
        if (Rollback.database(migration, seen.policy().get()).isEmpty()) {
            return wait(
                    Reason.DatabaseNotNamed,
                    "The policy '" + name + "' saves "
                            + String.join(
                                    ", ",
                                    seen.policy().get().getSpec().database().written())
                            + ". Create another Migration whose spec.database names the one that is migrated.");
        }
        var asked = migration.getStatus() == null ? null : migration.getStatus().backup();
        if (asked == null) {
            var recent = recent(seen, turn, now);
            if (recent.isPresent()) {
                return new MigrationStep.StartJob(
                        MigrationJob.of(migration), recent.get().getMetadata().getName());
            }
        }
        return seen.gate()
                .map(gate -> behind(gate, seen))
                .orElseGet(() -> ask(migration, seen.policy().get()));
    }

    private static MigrationStep behind(Backup gate, MigrationObservation seen) {
        var migration = seen.migration();
        var name = gate.getMetadata().getName();
        var accepted = migration.getStatus() != null
                && name.equals(migration.getStatus().backup())
                && !name.equals(MigrationNames.gate(migration));
        if (!accepted && !Ownership.isRequested(gate, migration)) {
            return conflict("Backup", name);
        }
        return switch (GateBackup.phase(gate)) {
            case Pending, Running -> new MigrationStep.AwaitBackup(name);
            case Succeeded ->
                GateBackup.unfit(gate)
                        .<MigrationStep>map(MigrationStep.Wait::new)
                        .orElseGet(() -> new MigrationStep.StartJob(MigrationJob.of(migration), name));
            case Failed -> new MigrationStep.RefuseJob(name, GateBackup.cause(gate));
        };
    }

    private static Optional<Backup> recent(MigrationObservation seen, Turn turn, Instant now) {
        var age = seen.migration().getSpec().maxBackupAge();
        return age == null ? Optional.empty() : GateBackup.recent(seen.recent(), DurationText.parse(age), turn, now);
    }

    private static MigrationStep ask(Migration migration, BackupPolicy policy) {
        var metadata = MigrationNames.requested(migration, MigrationNames.gate(migration));
        return new MigrationStep.AskForBackup(GateBackup.order(metadata, policy));
    }

    /** It may have succeeded: going back by oneself would throw away a good migration, and what was written since. */
    private static MigrationStep lost(MigrationObservation seen, Instant now) {
        var migration = seen.migration();
        var job = "The Job " + MigrationNames.job(migration);
        if (wayBack(migration).isPresent() || ours(seen).isPresent()) {
            return failed(seen, new Trouble(Reason.JobDeleted, job + " failed, and has been deleted since."), now);
        }
        var cause = new Trouble(
                Reason.JobDeleted,
                job + " was deleted before its end was seen. Whether it migrated the database, or half of it, is not "
                        + "known, so nothing is restored by itself: look at the database.");
        return new MigrationStep.ReportFailure(
                cause, now, Rollback.command(migration, seen.policy(), backup(migration)));
    }

    private static MigrationStep failed(MigrationObservation seen, Trouble cause, Instant at) {
        var migration = seen.migration();
        var backup = backup(migration);
        var rollback = Rollback.command(migration, seen.policy(), backup);
        if (migration.getSpec().onFailure() != OnFailure.Restore) {
            return new MigrationStep.ReportFailure(cause, at, rollback);
        }
        var ours = ours(seen);
        if (ours.isPresent()) {
            var status = ours.get().getStatus();
            return status != null && Phase.isOver(status.phase())
                    ? new MigrationStep.WentBack(cause, ours.get(), rollback)
                    : new MigrationStep.AwaitRestore(
                            cause, ours.get().getMetadata().getName());
        }
        var gone = wayBack(migration);
        if (gone.isPresent()) {
            var twice = cause.message() + " Restore " + gone.get()
                    + " went back, and was deleted before its end was seen. Never a second time by itself: the first may "
                    + "have got as far as the swap. Look at the database.";
            return new MigrationStep.ReportFailure(new Trouble(cause.reason(), twice), at, rollback);
        }
        var database = seen.policy().flatMap(policy -> Rollback.database(migration, policy));
        if (database.isEmpty() || seen.rollback().isPresent()) {
            // No database to go back in, or no name to go back by: a person must decide.
            return new MigrationStep.ReportFailure(cause, at, rollback);
        }
        return new MigrationStep.GoBack(
                cause, Rollback.object(migration, seen.policy().get(), database.get(), backup));
    }

    private static Optional<Restore> ours(MigrationObservation seen) {
        return seen.rollback().filter(restore -> Ownership.isRequested(restore, seen.migration()));
    }

    /** The Restore that was seen once, be it there or not. */
    private static Optional<String> wayBack(Migration migration) {
        return Optional.ofNullable(migration.getStatus()).map(MigrationStatus::restore);
    }

    private static String backup(Migration migration) {
        @Nullable
        String named =
                migration.getStatus() == null ? null : migration.getStatus().backup();
        return named == null ? MigrationNames.gate(migration) : named;
    }

    private static MigrationStep conflict(String kind, String name) {
        return wait(
                Reason.NameConflict,
                "There is a " + kind + " '" + name
                        + "' that does not belong to this Migration. Delete it, or delete this "
                        + "Migration and create it under another name.");
    }

    private static MigrationStep wait(Reason reason, String message) {
        return new MigrationStep.Wait(new Trouble(reason, message));
    }
}
