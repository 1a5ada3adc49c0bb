package dev.belay.controller.backup;

import dev.belay.api.Backup;
import dev.belay.api.backup.BackupStatus;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.BackupResult;
import dev.belay.api.run.RunReport.Databases;
import dev.belay.api.status.Condition;
import dev.belay.api.status.Failure;
import dev.belay.api.status.Phase;
import dev.belay.controller.kube.Reporter.Reported;
import dev.belay.controller.run.Unfinished;
import dev.belay.controller.run.Verdict;
import dev.belay.controller.status.Conditions;
import dev.belay.controller.status.Progress;
import dev.belay.controller.status.Reason;
import dev.belay.controller.status.Said;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says how a Backup stands. */
final class BackupStatuses {
    private BackupStatuses() {}

    static Reported<BackupStatus> before(Backup backup) {
        var status = backup.getStatus();
        return new Reported<>(status, status == null ? List.of() : status.conditions());
    }

    /** @param refusal why the API server would not have the Job */
    static Reported<BackupStatus> after(
            BackupObservation seen, Verdict verdict, Optional<String> refusal, Instant now) {
        return switch (verdict) {
            case Verdict.Over ignored -> before(seen.backup());
            case Verdict.Succeed succeed -> succeeded(seen, succeed, now);
            case Verdict.Fail fail -> failed(seen, fail, now);
            default -> unfinished(seen, Unfinished.of(verdict, seen.jobName(), refusal), now);
        };
    }

    /** The same status, with one more thing said. */
    static Reported<BackupStatus> with(BackupStatus status, Said said, Instant now) {
        var generation = status.conditions().isEmpty()
                ? 0L
                : Objects.requireNonNullElse(status.conditions().getFirst().observedGeneration(), 0L);
        var conditions = new ArrayList<>(Conditions.only(status.conditions(), List.of(Conditions.COMPLETE)));
        conditions.addAll(Conditions.next(status.conditions(), List.of(said), generation, now));
        return new Reported<>(
                new BackupStatus(
                        status.phase(),
                        conditions,
                        status.job(),
                        status.id(),
                        status.startedAt(),
                        status.completedAt(),
                        status.result(),
                        status.databases(),
                        status.failure()),
                conditions);
    }

    private static Reported<BackupStatus> succeeded(BackupObservation seen, Verdict.Succeed end, Instant now) {
        BackupResult result = end.report() == null ? null : end.report().backup();
        if (end.report() == null || result == null) {
            var message = "The Job's report names no backup, so nothing proves that there is one.";
            return failed(seen, new Verdict.Fail(end.report(), Reason.NoReport.name(), message, end.at()), now);
        }
        var said = Progress.done(words(result, end.report().databases()));
        var conditions = conditions(seen, said, now);
        return new Reported<>(
                ended(seen, Phase.Succeeded, end.report(), end.at(), conditions, result, null), conditions);
    }

    private static String words(BackupResult result, @Nullable Databases several) {
        return several == null
                ? "Backup " + result.id() + ": " + result.rows() + " rows of " + result.tables() + " tables, "
                        + result.storedBytes() + " bytes stored."
                : "Backups of " + several.saved() + " databases, the first " + result.id() + ": " + several.rows()
                        + " rows of " + several.tables() + " tables, " + several.storedBytes() + " bytes stored.";
    }

    private static Reported<BackupStatus> failed(BackupObservation seen, Verdict.Fail end, Instant now) {
        var failure = new Failure(end.reason(), end.message(), Conditions.timestamp(end.at()));
        var conditions = conditions(seen, Progress.failed(end.reason(), end.message()), now);
        return new Reported<>(ended(seen, Phase.Failed, end.report(), end.at(), conditions, null, failure), conditions);
    }

    private static Reported<BackupStatus> unfinished(BackupObservation seen, Unfinished stands, Instant now) {
        var conditions = conditions(seen, stands.said(), now);
        return new Reported<>(
                new BackupStatus(stands.phase(), conditions, stands.job(), null, null, null, null, null, null),
                conditions);
    }

    private static BackupStatus ended(
            BackupObservation seen,
            Phase phase,
            @Nullable RunReport report,
            Instant at,
            List<Condition> conditions,
            @Nullable BackupResult result,
            @Nullable Failure failure) {
        return new BackupStatus(
                phase,
                conditions,
                seen.jobName(),
                result == null ? null : result.id(),
                report == null ? null : report.startedAt(),
                report == null ? Conditions.timestamp(at) : report.completedAt(),
                result,
                report == null ? null : report.databases(),
                failure);
    }

    private static List<Condition> conditions(BackupObservation seen, Said said, Instant now) {
        long generation = Objects.requireNonNullElse(seen.backup().getMetadata().getGeneration(), 0L);
        return Conditions.next(before(seen.backup()).conditions(), List.of(said), generation, now);
    }
}
