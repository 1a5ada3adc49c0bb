package dev.belay.service.upstream;

import dev.belay.service.breaker.Breaker;
import dev.belay.service.breaker.Breakers;
import dev.belay.service.breaker.Outcome;
import dev.belay.service.breaker.Permit;
import dev.belay.service.breaker.State;
import dev.belay.service.config.Provider;
import dev.belay.service.config.Settings;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;

/**
 * Asks a half-open breaker's provider itself when no application does: paused applications send nothing, and would
 * otherwise wait for a probe that only they could make.
 */
@Singleton
public class Prober {
    // A waiting job makes the better probe; it is claimed well within this.
    private static final Duration GRACE = Duration.ofMillis(750);

    private final Settings settings;
    private final Breakers breakers;
    private final Caller caller;
    private final Clock clock;
    private final ExecutorService executor;

    Prober(
            Settings settings,
            Breakers breakers,
            Caller caller,
            Clock clock,
            @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
        this.settings = settings;
        this.breakers = breakers;
        this.caller = caller;
        this.clock = clock;
        this.executor = executor;
    }

    @Scheduled(fixedDelay = "250ms", initialDelay = "1s")
    void tick() {
        Instant quiet = clock.instant().minus(GRACE);
        for (Provider provider : settings.providers().values()) {
            Breaker breaker = breakers.of(provider.name());
            if (breaker.row().state() == State.HALF_OPEN
                    && breaker.row().since().isBefore(quiet)) {
                executor.execute(() -> probe(provider, breaker));
            }
        }
    }

    private void probe(Provider provider, Breaker breaker) {
        if (!(breaker.acquire() instanceof Permit.Granted granted) || !granted.probe()) {
            return;
        }
        Outcome outcome = new Outcome.NotMade();
        try {
            outcome = judge(provider);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            breaker.record(granted, outcome);
        }
    }

    private Outcome judge(Provider provider) throws InterruptedException {
        String path = provider.probePath();
        if (path != null) {
            return caller.probe(provider, path).outcome();
        }
        Answer answer = caller.probe(provider, "/");
        // Nobody said that the root is ours to ask: being forbidden there is no sign of distress.
        return answer.status() == 403 ? new Outcome.Fine() : answer.outcome();
    }
}
