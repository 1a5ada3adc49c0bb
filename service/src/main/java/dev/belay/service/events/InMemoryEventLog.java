package dev.belay.service.events;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest events of this process, for a first try without PostgreSQL. */
@Singleton
@Requires(missingProperty = "datasource.url")
public final class InMemoryEventLog implements EventLog {
    private static final int KEPT = 10_000;

    private final Deque<Event> newestFirst = new ArrayDeque<>();
    private long last;

    @Override
    public synchronized void append(Event event) {
        newestFirst.addFirst(event.numbered(++last));
        if (newestFirst.size() > KEPT) {
            newestFirst.removeLast();
        }
    }

    @Override
    public synchronized List<Event> find(Query query) {
        return newestFirst.stream().filter(query::matches).limit(query.limit()).toList();
    }
}
