package dev.belay.service.metrics;

import dev.belay.service.breaker.BreakerListener;
import dev.belay.service.breaker.BreakerRow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts changes of state: a scrape may miss a breaker that was open only for a moment. */
@Singleton
final class BreakerTransitions implements BreakerListener {
    private final MeterRegistry registry;

    BreakerTransitions(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void changed(BreakerRow from, BreakerRow to, boolean ours) {
        if (from.state() != to.state()) {
            Counter.builder("circuit_breaker_transitions")
                    .description("changes of state that this replica made or saw")
                    .tag("name", to.provider())
                    .tag("to", to.state().word())
                    .register(registry)
                    .increment();
        }
    }
}
