package dev.belay.controller.migration;

import dev.belay.api.Migration;
import dev.belay.api.migration.MigrationStatus;
import dev.belay.api.status.Phase;
import dev.belay.controller.kube.Reporter.Reported;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.status.Conditions;
import dev.belay.controller.status.Progress;
import dev.belay.controller.status.Reason;
import dev.belay.controller.status.Said;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says how a Migration stands, and how to go back. */
final class MigrationStatuses {
    private static final MigrationStatus NEW = new MigrationStatus(null, List.of(), null, null, null, null, null);

    private MigrationStatuses() {}

    static Reported<MigrationStatus> before(Migration migration) {
        var status = migration.getStatus();
        return new Reported<>(status, status == null ? List.of() : status.conditions());
    }

    static Reported<MigrationStatus> after(Migration migration, MigrationStep step, Instant now) {
        return step instanceof MigrationStep.Over
                ? before(migration)
                : reported(migration, step, complete(migration, step, now), now);
    }

    /** The status with one more thing: why the API server would not have the Job, Backup or Restore. */
    static Reported<MigrationStatus> refused(Migration migration, MigrationStep step, String why, Instant now) {
        return reported(migration, step, Progress.refused(wanted(migration, step), why), now);
    }

    private static String wanted(Migration migration, MigrationStep step) {
        return switch (step) {
            case MigrationStep.AskForBackup ask ->
                "Backup " + ask.backup().getMetadata().getName();
            case MigrationStep.GoBack back ->
                "Restore " + back.restore().getMetadata().getName();
            default -> "Job " + MigrationNames.job(migration);
        };
    }

    /** Starts from how it stands: a gate that was opened stays open. */
    private static Reported<MigrationStatus> reported(
            Migration migration, MigrationStep step, Said complete, Instant now) {
        var old = old(migration);
        var end = MigrationEnd.of(step, old.backup(), now);
        long generation = Objects.requireNonNullElse(migration.getMetadata().getGeneration(), 0L);
        var said = Stream.concat(backedUp(step, end, old).stream(), Stream.of(complete))
                .toList();
        var conditions = Conditions.next(old.conditions(), said, generation, now);
        return new Reported<>(
                new MigrationStatus(
                        phase(step),
                        conditions,
                        backup(step, old.backup()),
                        job(step, migration, old.job()),
                        restore(step, old.restore()),
                        end.map(MigrationEnd::rollback).orElse(null),
                        end.map(MigrationEnd::failure).orElse(null)),
                conditions);
    }

    private static MigrationStatus old(Migration migration) {
        return migration.getStatus() == null ? NEW : migration.getStatus();
    }

    private static Said complete(Migration migration, MigrationStep step, Instant now) {
        var job = MigrationNames.job(migration);
        return switch (step) {
            case MigrationStep.Wait wait -> not(wait.missing());
            case MigrationStep.AskForBackup ask ->
                awaitBackup(Conditions.COMPLETE, ask.backup().getMetadata().getName());
            case MigrationStep.AwaitBackup await -> awaitBackup(Conditions.COMPLETE, await.backup());
            case MigrationStep.StartJob ignored -> Progress.starting(job);
            case MigrationStep.FollowJob follow ->
                follow.trouble() == null ? Progress.running(job) : not(follow.trouble());
            case MigrationStep.AwaitCause ignored -> Progress.running(job);
            case MigrationStep.Succeed ignored -> Progress.done("The Job " + job + " succeeded.");
            case MigrationStep.GoBack back ->
                goBack(back.cause(), back.restore().getMetadata().getName(), old(migration));
            case MigrationStep.AwaitRestore await -> goBack(await.cause(), await.restore(), old(migration));
            default ->
                MigrationEnd.of(step, old(migration).backup(), now)
                        .orElseThrow(() -> new IllegalArgumentException("nothing to say of " + step))
                        .said();
        };
    }

    private static Said not(Trouble trouble) {
        return Progress.not(trouble.reason(), trouble.message());
    }

    private static Said awaitBackup(String condition, String name) {
        return Said.unknown(
                condition,
                Reason.WaitingForBackup,
                "Waiting for Backup " + name + "; the Job is created only once it has succeeded.");
    }

    private static Said goBack(Trouble cause, String restore, MigrationStatus old) {
        return Progress.not(
                Reason.RollingBack,
                cause.message() + " Restore " + restore + " goes back to Backup " + old.backup() + ".");
    }

    private static Optional<Said> backedUp(MigrationStep step, Optional<MigrationEnd> end, MigrationStatus old) {
        return switch (step) {
            case MigrationStep.AskForBackup ask ->
                Optional.of(awaitBackup(
                        Conditions.BACKED_UP, ask.backup().getMetadata().getName()));
            case MigrationStep.AwaitBackup await -> Optional.of(awaitBackup(Conditions.BACKED_UP, await.backup()));
            case MigrationStep.RefuseJob ignored ->
                end.map(failed -> Said.holdsNot(
                        Conditions.BACKED_UP, failed.reason(), failed.failure().message()));
            case MigrationStep.StartJob start ->
                Optional.of(Said.holds(
                        Conditions.BACKED_UP,
                        Reason.BackupSucceeded,
                        "Backup " + start.backup() + " succeeded; the gate is open."));
            default ->
                Conditions.find(old.conditions(), Conditions.BACKED_UP)
                        .map(one -> new Said(one.type(), one.status(), one.reason(), one.message()));
        };
    }

    private static Phase phase(MigrationStep step) {
        return switch (step) {
            case MigrationStep.Over _ -> throw new IllegalArgumentException("it is over");
            case MigrationStep.Wait _,
                    MigrationStep.AskForBackup _,
                    MigrationStep.AwaitBackup _,
                    MigrationStep.StartJob _ -> Phase.Pending;
            case MigrationStep.FollowJob _,
                    MigrationStep.AwaitCause _,
                    MigrationStep.GoBack _,
                    MigrationStep.AwaitRestore _ -> Phase.Running;
            case MigrationStep.Succeed _ -> Phase.Succeeded;
            case MigrationStep.RefuseJob _, MigrationStep.ReportFailure _, MigrationStep.WentBack _ -> Phase.Failed;
        };
    }

    private static @Nullable String backup(MigrationStep step, @Nullable String old) {
        return switch (step) {
            case MigrationStep.AskForBackup ask -> ask.backup().getMetadata().getName();
            case MigrationStep.AwaitBackup await -> await.backup();
            case MigrationStep.RefuseJob refuse -> refuse.backup();
            case MigrationStep.StartJob start -> start.backup();
            default -> old;
        };
    }

    private static @Nullable String job(MigrationStep step, Migration migration, @Nullable String old) {
        return switch (step) {
            case MigrationStep.StartJob _,
                    MigrationStep.FollowJob _,
                    MigrationStep.AwaitCause _,
                    MigrationStep.Succeed _ -> MigrationNames.job(migration);
            default -> old;
        };
    }

    /** Told once it was seen: one that is told of and is not there has been deleted, and is not made again. */
    private static @Nullable String restore(MigrationStep step, @Nullable String old) {
        return switch (step) {
            case MigrationStep.AwaitRestore await -> await.restore();
            case MigrationStep.WentBack back -> back.restore().getMetadata().getName();
            default -> old;
        };
    }
}
