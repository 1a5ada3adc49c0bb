package dev.belay.service.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where jobs are kept. A worker holds a claimed job by a lease: whatever it says of the job counts only with the lease's
 * token, so a worker that was thought dead cannot undo what its successor did.
 */
public interface JobStore {
    /** Stores a job, unless its topic already has one with the same idempotency key: then that one is returned. */
    Submission submit(NewJob job, Instant now);

    Optional<Job> find(UUID id);

    /**
     * Takes jobs of a topic that are due, and those whose lease has run out, oldest first.
     *
     * @param most at most so many
     * @param lease how long they are ours
     */
    List<Lease> claim(String topic, int most, Duration lease, Instant now);

    /** The provider has done it. False where the lease was lost. */
    boolean complete(Lease lease, Instant now);

    /** A failed call: again, not before {@code runAt}. False where the lease was lost. */
    boolean retry(Lease lease, Instant runAt, String error, Instant now);

    /** A failed call, and the last one. False where the lease was lost. */
    boolean bury(Lease lease, String error, Instant now);

    /** No call was made: back into the queue, no attempt burnt. False where the lease was lost. */
    boolean release(Lease lease, Instant runAt, Instant now);

    /** What is where, for each topic that has jobs. */
    Map<String, Depth> depths(Instant now);

    /**
     * A job to be stored.
     *
     * @param id becomes the job's, where it is new
     */
    record NewJob(
            UUID id,
            String topic,
            String payload,
            @Nullable String idempotencyKey,
            @Nullable String requestId,
            int maxAttempts) {}

    /**
     * What became of a submission.
     *
     * @param job the stored one
     * @param created false where it was there before
     */
    record Submission(Job job, boolean created) {}

    /**
     * A claimed job.
     *
     * @param job as it was claimed
     * @param token of this claim alone
     * @param reclaimed whether another worker lost it
     */
    record Lease(Job job, UUID token, boolean reclaimed) {}

    /**
     * A topic's jobs in numbers.
     *
     * @param queued wait
     * @param running are held by a worker
     * @param dead are dead letters
     * @param oldestDue when the longest waiting of those that are due became due; null where none is
     */
    record Depth(
            long queued, long running, long dead, @Nullable Instant oldestDue) {
        static final Depth NONE = new Depth(0, 0, 0, null);
    }
}
