package dev.belay.service.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.service.SettableClock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every event log does. */
abstract class EventLogContract {
    private final String topic = "topic-" + UUID.randomUUID();
    private final UUID job = UUID.randomUUID();

    abstract EventLog store();

    @Test
    void keepsEveryField() {
        Event event = new Event(
                0, SettableClock.START, EventType.RETRY_SCHEDULED, topic, job, 2, 5, "stripe", "again in 2 s");
        store().append(event);
        Event found =
                store().find(new EventLog.Query(null, topic, null, null, 1)).getFirst();
        assertThat(found).isEqualTo(event.numbered(found.id()));
        assertThat(found.id()).isPositive();
    }

    @Test
    void newestFirstAndOnwards() {
        append(EventType.BREAKER_OPENED, "one");
        append(EventType.BREAKER_CLOSED, "two");
        append(EventType.BREAKER_OPENED, "three");
        List<Event> page = store().find(new EventLog.Query(null, topic, null, null, 2));
        assertThat(page).extracting(Event::message).containsExactly("three", "two");
        assertThat(store().find(new EventLog.Query(
                        null, topic, null, page.getLast().id(), 2)))
                .extracting(Event::message)
                .containsExactly("one");
    }

    @Test
    void filters() {
        append(EventType.BREAKER_OPENED, "one");
        store().append(new Event(0, SettableClock.START, EventType.COMPLETED, topic, job, 1, 5, "q", "two"));
        assertThat(store().find(new EventLog.Query(EventType.BREAKER_OPENED, topic, null, null, 9)))
                .extracting(Event::message)
                .containsExactly("one");
        assertThat(store().find(new EventLog.Query(null, null, job, null, 9)))
                .extracting(Event::message)
                .containsExactly("two");
        assertThat(store().find(EventLog.Query.newest(1))).hasSize(1);
    }

    private void append(EventType type, String message) {
        store().append(Event.of(SettableClock.START, type, topic, null, message));
    }
}
