package dev.belay.controller.sync;

import dev.belay.api.Labels;
import dev.belay.api.policy.BackupPolicyStatus.Sync;
import dev.belay.controller.status.Conditions;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says how a policy's objects and its repository stand to each other. */
final class SyncStatuses {
    private SyncStatuses() {}

    /** @param records how many objects tell of the listed backups */
    static Sync listed(Job job, Listing listing, int records, Instant now) {
        var message = listing.isWhole()
                ? null
                : "Not all of the repository's list could be read, so no record is taken for gone. "
                        + "See the log of the Job " + job.getMetadata().getName() + ".";
        var at = Conditions.timestamp(now);
        return new Sync(
                annotation(job, Labels.REPOSITORY),
                annotation(job, Labels.SYNC),
                job.getMetadata().getName(),
                at,
                at,
                listing.backups().size(),
                records,
                null,
                message);
    }

    static Sync failed(@Nullable Sync before, Job job, String why, Instant now) {
        var old = Optional.ofNullable(before);
        return new Sync(
                annotation(job, Labels.REPOSITORY),
                annotation(job, Labels.SYNC),
                job.getMetadata().getName(),
                Conditions.timestamp(now),
                old.map(Sync::completedAt).orElse(null),
                old.map(Sync::backups).orElse(null),
                old.map(Sync::records).orElse(null),
                old.map(Sync::failures).orElse(0) + 1,
                why);
    }

    /** While its Job has not ended, or cannot be made. */
    static @Nullable Sync onItsWay(@Nullable Sync before, @Nullable String trouble) {
        if (before == null) {
            return trouble == null ? null : new Sync(null, null, null, null, null, null, null, null, trouble);
        }
        var words = trouble == null && before.failures() != null ? before.message() : trouble;
        return new Sync(
                before.repository(),
                before.requested(),
                before.job(),
                before.attemptedAt(),
                before.completedAt(),
                before.backups(),
                before.records(),
                before.failures(),
                words);
    }

    private static @Nullable String annotation(Job job, String key) {
        var value = Objects.requireNonNullElse(job.getMetadata().getAnnotations(), Map.<String, String>of())
                .get(key);
        return value == null || value.isEmpty() ? null : value;
    }
}
