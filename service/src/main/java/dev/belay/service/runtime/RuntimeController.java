package dev.belay.service.runtime;

import dev.belay.service.events.Event;
import dev.belay.service.events.EventLog;
import dev.belay.service.events.EventType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Clock;
import java.util.List;

/** {@code /api/v1/runtime}: this replica's loops, started, stopped and read. */
@Controller("/api/v1/runtime")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RuntimeController {
    private final Loops loops;
    private final EventLog events;
    private final Clock clock;

    RuntimeController(Loops loops, EventLog events, Clock clock) {
        this.loops = loops;
        this.events = events;
        this.clock = clock;
    }

    @Post("/start")
    Status start() {
        if (loops.start()) {
            events.append(Event.of(clock.instant(), EventType.RUNTIME_STARTED, null, null, "started by the operator"));
        }
        return status();
    }

    @Post("/stop")
    Status stop() {
        if (loops.stop()) {
            events.append(Event.of(clock.instant(), EventType.RUNTIME_STOPPED, null, null, "stopped by the operator"));
        }
        return status();
    }

    @Get("/status")
    Status status() {
        return new Status(loops.running() ? "running" : "stopped", loops.status());
    }

    /**
     * The runtime of this replica.
     *
     * @param state {@code running} or {@code stopped}
     * @param loops one a topic
     */
    record Status(String state, List<LoopStatus> loops) {}
}
