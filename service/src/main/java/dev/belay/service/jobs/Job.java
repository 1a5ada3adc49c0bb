package dev.belay.service.jobs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call to be made. What the provider gets is never shown again: it may hold a customer's data.
 *
 * @param id also the Idempotency-Key that the provider sees, the same in every attempt
 * @param topic of the configuration
 * @param state now
 * @param payload the JSON that the provider gets
 * @param idempotencyKey the submitter's, unique within the topic
 * @param requestId of the submission, sent on to the provider
 * @param attempt calls answered or failed so far; a lost lease or a pause is none
 * @param maxAttempts failed calls after which it is a dead letter
 * @param lostLeases how often a worker went away in the middle of it
 * @param runAt not before
 * @param lastError of the last failed call
 * @param createdAt when it was submitted
 * @param updatedAt when any of this last changed
 */
public record Job(
        UUID id,
        String topic,
        JobState state,
        @JsonIgnore String payload,
        @Nullable String idempotencyKey,
        @Nullable String requestId,
        int attempt,
        int maxAttempts,
        int lostLeases,
        Instant runAt,
        @Nullable String lastError,
        Instant createdAt,
        Instant updatedAt) {}
