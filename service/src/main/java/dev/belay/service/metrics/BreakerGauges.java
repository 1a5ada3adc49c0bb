package dev.belay.service.metrics;

import dev.belay.service.breaker.Breaker;
import dev.belay.service.breaker.Breakers;
import dev.belay.service.breaker.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;

/** Each breaker's state as a number, and in the one-hot form that is easier to add up. */
@Context
final class BreakerGauges {
    BreakerGauges(Breakers breakers, MeterRegistry registry) {
        for (Breaker breaker : breakers.all()) {
            String name = breaker.row().provider();
            Gauge.builder("circuit_breaker_state", breaker, one -> one.row()
                            .state()
                            .number())
                    .description("0 closed, 1 half open, 2 open")
                    .tag("name", name)
                    .register(registry);
            for (State state : State.values()) {
                Gauge.builder(
                                "circuit_breaker_in_state",
                                breaker,
                                one -> one.row().state() == state ? 1 : 0)
                        .description("1 for the state that the breaker is in, 0 for the others")
                        .tag("name", name)
                        .tag("state", state.word())
                        .register(registry);
            }
        }
    }
}
