package dev.belay.service.events;

import dev.belay.service.web.ProblemException;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/events}: the event log, newest first. */
@Controller("/api/v1/events")
final class EventController {
    private final EventLog log;

    EventController(EventLog log) {
        this.log = log;
    }

    @Get
    @ExecuteOn(TaskExecutors.BLOCKING)
    Page list(
            @QueryValue @Nullable String type,
            @QueryValue @Nullable String topic,
            @QueryValue("job_id") @Nullable UUID jobId,
            @QueryValue @Nullable Long before,
            @QueryValue(defaultValue = "100") int limit) {
        if (limit < 1 || limit > EventLog.Query.MOST) {
            throw ProblemException.badRequest("limit goes from 1 to " + EventLog.Query.MOST);
        }
        return new Page(log.find(new EventLog.Query(type == null ? null : known(type), topic, jobId, before, limit)));
    }

    private static EventType known(String word) {
        return EventType.of(word).orElseThrow(() -> ProblemException.badRequest("there are no events of type " + word));
    }

    /** @param events newest first; the last one's id as {@code before} asks for the next page */
    record Page(List<Event> events) {}
}
