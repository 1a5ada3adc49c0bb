package dev.belay.service.breaker;

import dev.belay.service.config.Settings;
import dev.belay.service.config.Topic;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every provider's breaker. */
@Singleton
public class Breakers {
    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);

    private final Map<String, Breaker> byProvider = new LinkedHashMap<>();
    private final List<BreakerListener> listeners;

    Breakers(Settings settings, BreakerStore store, List<BreakerListener> listeners, Clock clock) {
        this.listeners = listeners;
        settings.providers()
                .forEach((name, provider) -> byProvider.put(name, new Breaker(provider, store, this::tell, clock)));
    }

    public Collection<Breaker> all() {
        return byProvider.values();
    }

    /**
     * A provider's breaker.
     *
     * @throws IllegalArgumentException where there is no such provider: names are checked when they come in
     */
    public Breaker of(String provider) {
        Breaker breaker = byProvider.get(provider);
        if (breaker == null) {
            throw new IllegalArgumentException("no provider " + provider);
        }
        return breaker;
    }

    /** Whether a topic waits for its provider's breaker. */
    public boolean pauses(Topic topic) {
        return topic.mutating() && of(topic.provider()).row().state() == State.OPEN;
    }

    @Scheduled(fixedDelay = "250ms", initialDelay = "250ms")
    public void tick() {
        byProvider.values().forEach(Breaker::tick);
    }

    private void tell(BreakerRow from, BreakerRow to, boolean ours) {
        for (BreakerListener listener : listeners) {
            try {
                listener.changed(from, to, ours);
            } catch (RuntimeException e) {
                // A log that cannot be written must not keep the breaker from protecting.
                LOG.warn("{} missed a change of breaker {}", listener.getClass().getSimpleName(), to.provider(), e);
            }
        }
    }
}
