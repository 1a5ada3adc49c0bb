package dev.belay.service.health;

import dev.belay.service.breaker.Breaker;
import dev.belay.service.breaker.BreakerRow;
import dev.belay.service.breaker.Breakers;
import dev.belay.service.breaker.State;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;

/** Providers may be called: down only where every breaker is open. */
@Singleton
final class ProvidersCheck implements Check {
    private final Breakers breakers;

    ProvidersCheck(Breakers breakers) {
        this.breakers = breakers;
    }

    @Override
    public String name() {
        return "providers";
    }

    @Override
    public Finding look() {
        List<BreakerRow> rows = breakers.all().stream().map(Breaker::row).toList();
        List<BreakerRow> tripped =
                rows.stream().filter(row -> row.state() != State.CLOSED).toList();
        if (tripped.isEmpty()) {
            return Finding.UP;
        }
        boolean allOpen = rows.stream().allMatch(row -> row.state() == State.OPEN);
        return Finding.of(
                allOpen ? Status.DOWN : Status.DEGRADED,
                tripped.stream()
                        .map(row -> row.provider() + " " + row.state().word() + ": " + row.reason())
                        .collect(Collectors.joining("; ")));
    }
}
