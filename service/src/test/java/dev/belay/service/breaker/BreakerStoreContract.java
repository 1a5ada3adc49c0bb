package dev.belay.service.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.service.SettableClock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every store of breakers does. */
abstract class BreakerStoreContract {
    private static final Instant NOW = SettableClock.START;

    private final String provider = "provider-" + UUID.randomUUID();

    abstract BreakerStore store();

    @Test
    void holdsNothingAtFirst() {
        assertThat(store().load(provider)).isEmpty();
    }

    @Test
    void keepsEveryField() {
        BreakerRow open = new BreakerRow(provider, State.OPEN, NOW.plusSeconds(30), 1, "5 × 429 in 30s", NOW, 0, null);
        BreakerRow half = new BreakerRow(provider, State.HALF_OPEN, null, 2, "why", NOW, 1, NOW.plusSeconds(5));
        assertThat(store().compareAndSet(open)).isTrue();
        assertThat(store().load(provider)).contains(open);
        assertThat(store().compareAndSet(half)).isTrue();
        assertThat(store().load(provider)).contains(half);
    }

    @Test
    void takesOnlyTheNextGeneration() {
        BreakerRow closed = BreakerRow.closed(provider, NOW);
        assertThat(store().compareAndSet(closed.atGeneration(2))).isFalse();
        assertThat(store().compareAndSet(closed.atGeneration(1))).isTrue();
        assertThat(store().compareAndSet(closed.atGeneration(1))).isFalse();
        assertThat(store().compareAndSet(closed.atGeneration(3))).isFalse();
        assertThat(store().compareAndSet(closed.atGeneration(2))).isTrue();
    }

    @Test
    void oneOfManyWins() {
        AtomicInteger wins = new AtomicInteger();
        for (int generation = 1; generation <= 10; generation++) {
            BreakerRow next = BreakerRow.closed(provider, NOW).atGeneration(generation);
            try (ExecutorService replicas = Executors.newFixedThreadPool(4)) {
                for (int replica = 0; replica < 4; replica++) {
                    replicas.execute(() -> wins.addAndGet(store().compareAndSet(next) ? 1 : 0));
                }
            }
        }
        assertThat(wins).hasValue(10);
    }
}
