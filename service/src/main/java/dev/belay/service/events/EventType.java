package dev.belay.service.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be said in the event log. */
public enum EventType {
    RETRY_SCHEDULED,
    DEAD_LETTER,
    COMPLETED,
    LEASE_LOST,
    BREAKER_OPENED,
    BREAKER_EXTENDED,
    BREAKER_HALF_OPEN,
    BREAKER_CLOSED,
    TOPIC_PAUSED,
    TOPIC_RESUMED,
    RUNTIME_STARTED,
    RUNTIME_STOPPED;

    /** Its word outside: {@code retry_scheduled}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<EventType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }
}
