package dev.belay.service.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a job becomes. Pure; the statements of {@link PostgresJobStore} do the same to a row. */
final class Jobs {
    private Jobs() {}

    static Job running(Job job, boolean reclaimed, Instant now) {
        int lost = job.lostLeases() + (reclaimed ? 1 : 0);
        return next(job, JobState.RUNNING, job.attempt(), lost, job.runAt(), job.lastError(), now);
    }

    static Job completed(Job job, Instant now) {
        return next(job, JobState.COMPLETED, job.attempt() + 1, job.lostLeases(), job.runAt(), null, now);
    }

    static Job retried(Job job, Instant runAt, String error, Instant now) {
        return next(job, JobState.QUEUED, job.attempt() + 1, job.lostLeases(), runAt, error, now);
    }

    static Job buried(Job job, String error, Instant now) {
        return next(job, JobState.DEAD, job.attempt() + 1, job.lostLeases(), job.runAt(), error, now);
    }

    static Job released(Job job, Instant runAt, Instant now) {
        return next(job, JobState.QUEUED, job.attempt(), job.lostLeases(), runAt, job.lastError(), now);
    }

    private static Job next(
            Job job, JobState state, int attempt, int lost, Instant runAt, @Nullable String error, Instant now) {
        return new Job(
                job.id(),
                job.topic(),
                state,
                job.payload(),
                job.idempotencyKey(),
                job.requestId(),
                attempt,
                job.maxAttempts(),
                lost,
                runAt,
                error,
                job.createdAt(),
                now);
    }
}
