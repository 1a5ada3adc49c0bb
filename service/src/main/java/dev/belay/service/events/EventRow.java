package dev.belay.service.events;

import io.micronaut.data.annotation.GeneratedValue;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event as the table {@code belay.events} holds it. */
@MappedEntity(value = "events", schema = "belay")
record EventRow(
        @Id @GeneratedValue @Nullable Long id,
        Instant time,
        String type,
        @Nullable String topic,
        @Nullable UUID jobId,
        @Nullable Integer attempt,
        @Nullable Integer maxAttempts,
        @Nullable String queue,
        String message) {

    static EventRow of(Event event) {
        return new EventRow(
                null,
                event.time(),
                event.type().name(),
                event.topic(),
                event.jobId(),
                event.attempt(),
                event.maxAttempts(),
                event.queue(),
                event.message());
    }

    Event event() {
        return new Event(
                id == null ? 0 : id, time, EventType.valueOf(type), topic, jobId, attempt, maxAttempts, queue, message);
    }
}
