package dev.belay.service.runtime;

import dev.belay.service.jobs.JobStore;
import dev.belay.service.jobs.TopicWorker;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A topic's loop.
 *
 * @param name of the topic
 * @param state {@code running}, {@code paused} by a breaker or {@code stopped}
 * @param queue the provider that it calls
 * @param lagMs how long the longest waiting due job has waited
 * @param queued jobs that wait, due or not
 * @param inFlight calls being made by this replica
 * @param dead dead letters
 */
public record LoopStatus(String name, String state, String queue, long lagMs, long queued, int inFlight, long dead) {

    static LoopStatus of(TopicWorker worker, boolean running, JobStore.@Nullable Depth depth, Instant now) {
        String paused = worker.paused() ? "paused" : "running";
        Instant oldest = depth == null ? null : depth.oldestDue();
        return new LoopStatus(
                worker.topic().name(),
                running ? paused : "stopped",
                worker.topic().provider(),
                oldest == null ? 0 : Math.max(0, Duration.between(oldest, now).toMillis()),
                depth == null ? 0 : depth.queued(),
                worker.inFlight(),
                depth == null ? 0 : depth.dead());
    }
}
