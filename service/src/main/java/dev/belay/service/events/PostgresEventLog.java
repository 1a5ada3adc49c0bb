package dev.belay.service.events;

import dev.belay.service.database.Database;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;

/** The log in the table {@code belay.events}, through Micronaut Data. */
@Singleton
@Requires(property = "datasource.url")
public final class PostgresEventLog implements EventLog {
    private final Database database;
    private final EventRows rows;

    PostgresEventLog(Database database, EventRows rows) {
        this.database = database;
        this.rows = rows;
    }

    @Override
    public void append(Event event) {
        database.whenReady(() -> rows.save(EventRow.of(event)));
    }

    @Override
    public List<Event> find(Query query) {
        EventType type = query.type();
        Long before = query.before();
        return database
                .whenReady(() -> rows.newest(
                        type == null ? null : type.name(),
                        query.topic(),
                        query.jobId(),
                        before == null ? Long.MAX_VALUE : before,
                        query.limit()))
                .stream()
                .map(EventRow::event)
                .toList();
    }
}
