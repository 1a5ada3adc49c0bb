package dev.belay.controller.backup;

import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.kube.AgentJob;
import dev.belay.controller.kube.Ownership;
import dev.belay.controller.run.BackupIds;
import dev.belay.controller.run.Origin;
import dev.belay.controller.run.Run;
import dev.belay.controller.run.Task;
import dev.belay.controller.run.Verdict;
import dev.belay.controller.status.Reason;
import dev.belay.controller.status.Said;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Chooses what follows for the data of a deleted Backup. In doubt it stays: the object must not wait for ever. */
final class PurgeDecider {
    static final Duration PATIENCE = Duration.ofHours(1);

    private static final Duration DEADLINE = Duration.ofMinutes(30);
    private static final int TRIES_AGAIN = 2;
    private static final String PROTECTED = "BackupProtected";
    private static final String NOT_FOUND = "BackupNotFound";

    private final AgentImage image;

    PurgeDecider(AgentImage image) {
        this.image = image;
    }

    PurgeStep decide(PurgeObservation seen, Instant now) {
        if (BackupIds.of(seen.backup()).isEmpty() || Origin.isOutdated(seen.backup())) {
            return new PurgeStep.Nothing();
        }
        if (seen.policy().filter(policy -> !policy.isMarkedForDeletion()).isEmpty()) {
            var name = seen.backup().getSpec().policyRef().name();
            return kept(
                    Reason.PurgeGivenUp,
                    "its BackupPolicy '" + name + "' is gone, which says where it lies",
                    "a new policy '" + name + "' with that repository lists it again");
        }
        var policy = seen.policy().get();
        if (!policy.getSpec().purges()) {
            return kept(Reason.PurgeGivenUp, "the policy's deletionPolicy is Retain");
        }
        return switch (seen.run()) {
            case Run.Absent ignored -> start(seen, policy, now);
            case Run.Foreign ignored ->
                kept(Reason.NameConflict, "there is a Job '" + seen.jobName() + "' that does not belong to it");
            default -> follow(seen, Verdict.ofAgent(seen.run(), seen.jobName(), now), now);
        };
    }

    private PurgeStep start(PurgeObservation seen, BackupPolicy policy, Instant now) {
        if (isTooLate(seen, now)) {
            return kept(Reason.PurgeGivenUp, "no Job could delete it within an hour");
        }
        return seen.isNext()
                ? new PurgeStep.Start(job(seen, policy), waiting("The Job " + seen.jobName() + " is being created."))
                : new PurgeStep.Wait(waiting(
                        "Another backup of the policy is being deleted; one goes at a time, the oldest first."));
    }

    private static PurgeStep follow(PurgeObservation seen, Verdict verdict, Instant now) {
        return switch (verdict) {
            case Verdict.Succeed ignored -> gone();
            case Verdict.Fail fail when fail.reason().equals(NOT_FOUND) -> gone();
            case Verdict.Fail fail
            when fail.reason().equals(PROTECTED) ->
                kept(
                        Reason.PurgeRefused,
                        fail.message() + ". If it is the last one and shall go all the same, set the " + "annotation "
                                + Labels.PURGE_LAST + "=true on its Backup before you delete that");
            case Verdict.Fail fail -> kept(Reason.PurgeFailed, fail.reason() + ": " + fail.message());
            default -> unfinished(seen, verdict, now);
        };
    }

    private static PurgeStep unfinished(PurgeObservation seen, Verdict verdict, Instant now) {
        var trouble = verdict instanceof Verdict.Follow follow ? follow.trouble() : null;
        if (isTooLate(seen, now)) {
            return kept(
                    Reason.PurgeGivenUp,
                    "the Job " + seen.jobName() + " did not end within an hour"
                            + (trouble == null ? "" : ": " + trouble.message()));
        }
        return new PurgeStep.Wait(
                trouble == null
                        ? waiting("The Job " + seen.jobName() + " deletes the data.")
                        : Said.unknown(PurgeStep.CONDITION, trouble.reason(), trouble.message()));
    }

    private static boolean isTooLate(PurgeObservation seen, Instant now) {
        var since = seen.backup().getMetadata().getDeletionTimestamp();
        return since != null && now.isAfter(Instant.parse(since).plus(PATIENCE));
    }

    /** Owned by the policy: deleted in the foreground, the Backup would take it along before it has done its work. */
    private Job job(PurgeObservation seen, BackupPolicy policy) {
        var arguments = new ArrayList<>(List.of("backup", "delete"));
        arguments.addAll(BackupIds.of(seen.backup()));
        var annotations = seen.backup().getMetadata().getAnnotations();
        if (annotations != null && "true".equals(annotations.get(Labels.PURGE_LAST))) {
            arguments.add("--last");
        }
        return new AgentJob(policy, image, Task.PURGE, null, List.copyOf(arguments))
                .named(seen.jobName(), seen.backup())
                .edit()
                .editMetadata()
                .withOwnerReferences(Ownership.by(policy))
                .endMetadata()
                .editSpec()
                .withBackoffLimit(TRIES_AGAIN)
                .withActiveDeadlineSeconds(DEADLINE.toSeconds())
                .endSpec()
                .build();
    }

    /** What is said where the API server will never have the Job. */
    static PurgeStep.Release refused(String why) {
        return kept(
                Reason.PurgeGivenUp,
                "the API server refused its Job: " + why,
                "a policy of that name with that repository lists it again, wherever it is");
    }

    private static PurgeStep gone() {
        return new PurgeStep.Release(
                Said.holds(PurgeStep.CONDITION, Reason.Purged, "The data is deleted from the repository."));
    }

    private static PurgeStep.Release kept(Reason reason, String why) {
        return kept(reason, why, "the next sync lists it again");
    }

    private static PurgeStep.Release kept(Reason reason, String why, String back) {
        return new PurgeStep.Release(Said.holdsNot(
                PurgeStep.CONDITION,
                reason,
                "The data stays in the repository: " + why + ". The object goes without it; " + back + "."));
    }

    private static Said waiting(String message) {
        return Said.unknown(PurgeStep.CONDITION, Reason.Purging, message);
    }
}
