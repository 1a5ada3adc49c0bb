package dev.belay.service.jobs;

import dev.belay.service.breaker.Breakers;
import dev.belay.service.config.Settings;
import dev.belay.service.upstream.Caller;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** One worker a topic. */
@Singleton
public final class Workers {
    private final List<TopicWorker> workers;

    Workers(
            Settings settings,
            Breakers breakers,
            JobStore store,
            JobOutcomes outcomes,
            Caller caller,
            Clock clock,
            @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
        TopicWorker.Tools tools = new TopicWorker.Tools(store, outcomes, caller, clock, executor);
        this.workers = settings.topics().values().stream()
                .map(topic -> new TopicWorker(topic, settings.providerOf(topic), breakers, tools))
                .toList();
    }

    public List<TopicWorker> all() {
        return workers;
    }
}
