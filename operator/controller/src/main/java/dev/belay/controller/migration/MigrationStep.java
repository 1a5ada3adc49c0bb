package dev.belay.controller.migration;

import dev.belay.api.Backup;
import dev.belay.api.Restore;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.run.Verdict;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What follows for a Migration. */
sealed interface MigrationStep {

    /** It is over; nothing will change any more. */
    record Over() implements MigrationStep {}

    /** Something that it needs is not there. It stays pending and goes on by itself. */
    record Wait(Trouble missing) implements MigrationStep {}

    /** The gate's Backup is to be created. */
    record AskForBackup(Backup backup) implements MigrationStep {}

    /** The gate's Backup has not finished. */
    record AwaitBackup(String backup) implements MigrationStep {}

    /** The gate stays shut: the Job is never created. */
    record RefuseJob(String backup, String message) implements MigrationStep {}

    /** The gate is open: the Job is to be created. */
    record StartJob(Job job, String backup) implements MigrationStep {}

    /**
     * The Job has not ended.
     *
     * @param isWaiting whether nothing of it runs yet: what keeps it from that may send no event
     */
    record FollowJob(@Nullable Trouble trouble, boolean isWaiting) implements MigrationStep {}

    /** The Job has failed, and what its pod died of has not come through yet. */
    record AwaitCause() implements MigrationStep {}

    /** The Job did what was asked. */
    record Succeed(Instant at) implements MigrationStep {}

    /** The Job failed, and its author goes back by hand, or not. */
    record ReportFailure(Trouble cause, Instant at, String rollback) implements MigrationStep {}

    /** The Job failed, and a Restore is to be created. */
    record GoBack(Trouble cause, Restore restore) implements MigrationStep {}

    /** The Restore has not ended. */
    record AwaitRestore(Trouble cause, String restore) implements MigrationStep {}

    /** The Restore has ended. */
    record WentBack(Trouble cause, Restore restore, String rollback) implements MigrationStep {}

    /** When to look again without an event. */
    default Optional<Duration> again() {
        return switch (this) {
            case Wait ignored -> Optional.of(Verdict.SOON);
            case FollowJob follow -> follow.isWaiting() ? Optional.of(Verdict.UNTIL_STARTED) : Optional.empty();
            case AwaitCause ignored -> Optional.of(Verdict.UNTIL_HEARD);
            default -> Optional.empty();
        };
    }
}
