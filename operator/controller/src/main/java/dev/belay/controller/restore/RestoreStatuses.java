package dev.belay.controller.restore;

import dev.belay.api.Restore;
import dev.belay.api.restore.RestoreStatus;
import dev.belay.api.run.RunProgress;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.RestoreResult;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says how a Restore stands, and what to change where the agent refused. */
final class RestoreStatuses {
    /** By the agent's reason; whoever reads this at three in the morning should not have to look it up. */
    static final Map<String, String> NEXT_STEP = Map.of(
            "TargetExists",
            "Choose another spec.target.database, or set spec.target.swap to change places with the one that is there.",
            "TargetProtected",
            "Choose another spec.target.database: this one belongs to the server itself.",
            "ConnectionsOpen",
            "Stop the application, or set spec.target.terminateConnections.",
            "IdentityMissing",
            "Set spec.encryption.age.identity.secretName of the policy to a Secret with the key identity.",
            "IdentityWrong",
            "Put the identity that belongs to one of the policy's recipients into the Secret.",
            "BackupNotFound",
            "'kubectl get bk' lists the backups.",
            "RepositoryCorrupt",
            "Restore an older backup ('kubectl get bk'), and find out what changed the repository.",
            "NotEnoughSpace",
            "Give the Job room for temporary files: ephemeral-storage in spec.jobTemplate.resources of the policy, or a"
                    + " node that has more.",
            "DatabaseFull",
            "Free space on the volume of the database's server, or enlarge it: a restore needs as much again as the"
                    + " database.");

    private RestoreStatuses() {}

    static Reported<RestoreStatus> before(Restore restore) {
        var status = restore.getStatus();
        return new Reported<>(status, status == null ? List.of() : status.conditions());
    }

    /** @param refusal why the API server would not have the Job */
    static Reported<RestoreStatus> after(
            RestoreObservation seen, Verdict verdict, Optional<String> refusal, Instant now) {
        return switch (verdict) {
            case Verdict.Over ignored -> before(seen.restore());
            case Verdict.Succeed succeed -> succeeded(seen, succeed, now);
            case Verdict.Fail fail -> failed(seen, fail, now);
            default -> unfinished(seen, Unfinished.of(verdict, seen.jobName(), refusal), now);
        };
    }

    private static Reported<RestoreStatus> succeeded(RestoreObservation seen, Verdict.Succeed end, Instant now) {
        RestoreResult result = end.report() == null ? null : end.report().restore();
        if (end.report() == null || result == null) {
            var message = "The Job's report names no restored database, so nothing proves that there is one.";
            return failed(seen, new Verdict.Fail(end.report(), Reason.NoReport.name(), message, end.at()), now);
        }
        var said = Progress.done("Database " + result.database() + " holds backup " + result.backupId() + ": "
                + result.rows() + " rows of " + result.tables() + " tables agree with its manifest."
                + (result.previousDatabase() == null
                        ? ""
                        : " The database that was there before is kept as " + result.previousDatabase() + "."));
        var conditions = conditions(seen, said, now);
        return new Reported<>(
                ended(seen, Phase.Succeeded, end.report(), end.at(), conditions, result, null), conditions);
    }

    private static Reported<RestoreStatus> failed(RestoreObservation seen, Verdict.Fail end, Instant now) {
        var next = NEXT_STEP.get(end.reason());
        var message = next == null ? end.message() : sentence(end.message()) + " " + next;
        var conditions = conditions(seen, Progress.failed(end.reason(), message), now);
        var failure = new Failure(end.reason(), message, Conditions.timestamp(end.at()));
        return new Reported<>(ended(seen, Phase.Failed, end.report(), end.at(), conditions, null, failure), conditions);
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private static RestoreStatus ended(
            RestoreObservation seen,
            Phase phase,
            @Nullable RunReport report,
            Instant at,
            List<Condition> conditions,
            @Nullable RestoreResult result,
            @Nullable Failure failure) {
        return new RestoreStatus(
                phase,
                conditions,
                seen.jobName(),
                report == null ? null : report.startedAt(),
                report == null ? Conditions.timestamp(at) : report.completedAt(),
                result == null ? stopped(seen) : whole(result),
                result,
                failure);
    }

    /** The same columns tell of the end. */
    private static RunProgress whole(RestoreResult result) {
        return new RunProgress(null, "100%", null, null, result.rows(), null);
    }

    /** How far it came; the end that was expected does not come. */
    private static @Nullable RunProgress stopped(RestoreObservation seen) {
        var last = progress(seen);
        return last == null
                ? null
                : new RunProgress(last.step(), last.percent(), last.bytes(), last.ofBytes(), last.rows(), null);
    }

    private static @Nullable RunProgress progress(RestoreObservation seen) {
        var status = seen.restore().getStatus();
        return seen.look().progress().orElse(status == null ? null : status.progress());
    }

    private static Reported<RestoreStatus> unfinished(RestoreObservation seen, Unfinished stands, Instant now) {
        var conditions = conditions(seen, stands.said(), now);
        return new Reported<>(
                new RestoreStatus(stands.phase(), conditions, stands.job(), null, null, progress(seen), null, null),
                conditions);
    }

    private static List<Condition> conditions(RestoreObservation seen, Said said, Instant now) {
        long generation =
                Objects.requireNonNullElse(seen.restore().getMetadata().getGeneration(), 0L);
        return Conditions.next(before(seen.restore()).conditions(), List.of(said), generation, now);
    }
}
