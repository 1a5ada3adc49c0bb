package dev.belay.service.breaker;

import java.util.Optional;

/** Where breakers' states live: shared by replicas and kept over restarts as far as the store is. */
public interface BreakerStore {
    Optional<BreakerRow> load(String provider);

    /**
     * Takes {@code next} if the stored generation is still the one before it.
     *
     * @return false where another was faster: load and decide again
     */
    boolean compareAndSet(BreakerRow next);
}
