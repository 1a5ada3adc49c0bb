package dev.belay.service.metrics;

import dev.belay.service.config.Settings;
import dev.belay.service.runtime.LoopStatus;
import dev.belay.service.runtime.Loops;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import java.util.function.ToDoubleFunction;

/** Each topic's queue in numbers, as the health checks last saw it: a scrape asks no database. */
@Context
final class QueueGauges {
    QueueGauges(Settings settings, Loops loops, MeterRegistry registry) {
        for (String topic : settings.topics().keySet()) {
            gauge(loops, registry, topic, "belay_queue_depth", "jobs that wait", LoopStatus::queued);
            gauge(loops, registry, topic, "belay_dead_letters", "jobs given up", LoopStatus::dead);
            gauge(
                    loops,
                    registry,
                    topic,
                    "belay_jobs_in_flight",
                    "calls being made by this replica",
                    LoopStatus::inFlight);
            gauge(
                    loops,
                    registry,
                    topic,
                    "belay_queue_lag_seconds",
                    "how long the longest waiting due job has waited",
                    loop -> loop.lagMs() / 1000.0);
            gauge(
                    loops,
                    registry,
                    topic,
                    "belay_topic_paused",
                    "1 while a breaker pauses the topic",
                    loop -> loop.state().equals("paused") ? 1 : 0);
        }
    }

    private static void gauge(
            Loops loops,
            MeterRegistry registry,
            String topic,
            String name,
            String description,
            ToDoubleFunction<LoopStatus> value) {
        Gauge.builder(name, loops, all -> all.lastSeen(topic)
                        .map(value::applyAsDouble)
                        .orElse(Double.NaN))
                .description(description)
                .tag("topic", topic)
                .register(registry);
    }
}
