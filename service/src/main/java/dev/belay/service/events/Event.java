package dev.belay.service.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of the log.
 *
 * @param id grows with time; 0 until the log has given one
 * @param time when it happened
 * @param type what happened
 * @param topic of the job, or the one paused
 * @param jobId the job
 * @param attempt failed or finished calls of the job so far
 * @param maxAttempts calls after which it is a dead letter
 * @param queue the provider whose calls the job waits for
 * @param message for people; holds no secret and no payload
 */
public record Event(
        long id,
        Instant time,
        EventType type,
        @Nullable String topic,
        @Nullable UUID jobId,
        @Nullable Integer attempt,
        @Nullable Integer maxAttempts,
        @Nullable String queue,
        String message) {

    /** Something that happened to no job. */
    public static Event of(
            Instant time, EventType type, @Nullable String topic, @Nullable String queue, String message) {
        return new Event(0, time, type, topic, null, null, null, queue, message);
    }

    Event numbered(long number) {
        return new Event(number, time, type, topic, jobId, attempt, maxAttempts, queue, message);
    }
}
