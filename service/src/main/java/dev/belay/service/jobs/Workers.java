package dev.belay.service.jobs;

import dev.belay.service.breaker.Breakers;
import dev.belay.service.config.Settings;
import jakarta.inject.Singleton;
import java.util.List;

/** One worker a topic. */
@Singleton
public final class Workers {
    private final List<TopicWorker> workers;

    Workers(Settings settings, Breakers breakers, WorkerTools tools) {
        this.workers = settings.topics().values().stream()
                .map(topic -> new TopicWorker(topic, settings.providerOf(topic), breakers, tools))
                .toList();
    }

    public List<TopicWorker> all() {
        return workers;
    }
}
