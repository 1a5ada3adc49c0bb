package dev.belay.service.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One component, looked at again and again: never by two looks at once, so a look that hangs costs one thread. */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Check check;
    private final Duration patience;
    private final Clock clock;
    private final Executor executor;
    private Component component;
    private @Nullable Instant looking;
    private boolean looked;

    /** @param patience after which a look that has not ended means: down */
    Watch(Check check, Duration patience, Clock clock, Executor executor) {
        this.check = check;
        this.patience = patience;
        this.clock = clock;
        this.executor = executor;
        this.component = new Component(Status.DOWN, 0, "not looked at yet", clock.instant(), null);
    }

    String name() {
        return check.name();
    }

    synchronized Component component() {
        return component;
    }

    /** Whether any look has ended. */
    synchronized boolean looked() {
        return looked;
    }

    synchronized void tick() {
        Instant now = clock.instant();
        if (looking == null) {
            looking = now;
            executor.execute(() -> look(now));
        } else if (Duration.between(looking, now).compareTo(patience) > 0) {
            Duration waited = Duration.between(looking, now);
            become(Check.Finding.of(Status.DOWN, "no answer within " + patience.toMillis() + " ms"), waited, now);
        }
    }

    private void look(Instant began) {
        Check.Finding finding;
        try {
            finding = check.look();
        } catch (RuntimeException e) {
            LOG.debug("Component {}", check.name(), e);
            finding = Check.Finding.of(Status.DOWN, e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        Instant now = clock.instant();
        synchronized (this) {
            looking = null;
            become(finding, Duration.between(began, now), now);
            looked = true;
        }
    }

    private void become(Check.Finding finding, Duration took, Instant now) {
        Component before = component;
        boolean same = before.status() == finding.status();
        component = new Component(
                finding.status(), took.toMillis(), finding.reason(), same ? before.since() : now, finding.type());
        if (!same && looked) {
            LOG.info(
                    "Component {} is {} (was {}){}",
                    check.name(),
                    finding.status().word(),
                    before.status().word(),
                    finding.reason() == null ? "" : ": " + finding.reason());
        }
    }
}
