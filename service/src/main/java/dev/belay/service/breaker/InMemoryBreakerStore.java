package dev.belay.service.breaker;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** States of this process only, gone with it. */
@Singleton
@Requires(missingProperty = "datasource.url")
public final class InMemoryBreakerStore implements BreakerStore {
    private final Map<String, BreakerRow> rows = new HashMap<>();

    @Override
    public synchronized Optional<BreakerRow> load(String provider) {
        return Optional.ofNullable(rows.get(provider));
    }

    @Override
    public synchronized boolean compareAndSet(BreakerRow next) {
        BreakerRow stored = rows.get(next.provider());
        long generation = stored == null ? 0 : stored.generation();
        if (generation != next.generation() - 1) {
            return false;
        }
        rows.put(next.provider(), next);
        return true;
    }
}
