package dev.belay.service.breaker;

import dev.belay.service.config.Provider;
import dev.belay.service.database.DatabaseUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One provider's breaker in this replica: a window of its own failures, and the state it shares with the others.
 *
 * <p>A closed breaker costs a call nothing but a look at memory; the store is asked only when the state changes.
 */
public final class Breaker {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final int TRIES = 5;
    private static final Duration ASK_AGAIN = Duration.ofMillis(250);

    private final BreakerStore store;
    private final BreakerListener listener;
    private final Clock clock;
    private final Transitions transitions;
    private final FailureWindow window;
    private volatile BreakerRow row;
    private volatile boolean loaded;

    public Breaker(Provider provider, BreakerStore store, BreakerListener listener, Clock clock) {
        this.store = store;
        this.listener = listener;
        this.clock = clock;
        this.transitions =
                new Transitions(provider.breaker(), provider.timeout().plus(Duration.ofSeconds(5)));
        this.window = new FailureWindow(
                provider.breaker().window(), provider.breaker().failures());
        this.row = BreakerRow.closed(provider.name(), clock.instant());
    }

    /** As last seen. */
    public BreakerRow row() {
        return row;
    }

    /** Whether asking may take a trip to the store: not to be done on a thread that must not wait. */
    public boolean mayWait() {
        BreakerRow seen = row;
        Instant until = seen.openedUntil();
        return !loaded
                || switch (seen.state()) {
                    case CLOSED -> false;
                    case HALF_OPEN -> true;
                    case OPEN -> until == null || !clock.instant().isBefore(until);
                };
    }

    /** Whoever is granted a call makes it, and records its outcome whatever it is. */
    public Permit acquire() {
        if (!loaded) {
            // Just started: what an earlier process learned must be known before the first call goes out.
            tick();
        }
        Instant now = clock.instant();
        if (row.state() == State.CLOSED) {
            return new Permit.Granted(false);
        }
        change(seen -> transitions.due(seen, now));
        Optional<BreakerRow> probe = change(seen -> transitions.takeProbe(seen, now));
        if (probe.isPresent()) {
            return new Permit.Granted(true);
        }
        BreakerRow seen = row;
        Instant until = seen.openedUntil();
        return seen.state() == State.CLOSED
                ? new Permit.Granted(false)
                : new Permit.Refused(until == null ? now.plus(ASK_AGAIN) : until, seen.reason());
    }

    public void record(Permit.Granted permit, Outcome outcome) {
        switch (outcome) {
            case Outcome.Fine fine -> {
                if (permit.probe()) {
                    change(seen -> transitions.close(seen, clock.instant()));
                }
            }
            case Outcome.Failed failed -> failed(permit, failed);
            case Outcome.NotMade notMade -> {
                if (permit.probe()) {
                    change(transitions::giveProbeBack);
                }
            }
        }
    }

    private void failed(Permit.Granted permit, Outcome.Failed failed) {
        Instant now = clock.instant();
        Optional<Instant> retryAfter = Optional.ofNullable(failed.retryAfter());
        Optional<String> full = count(now, failed);
        Optional<Instant> latest = latestRetryAfter();
        change(seen -> switch (seen.state()) {
            case OPEN -> transitions.extend(seen, retryAfter, now);
            case HALF_OPEN ->
                permit.probe()
                        ? Optional.of(transitions.trip(seen, "probe: " + failed.label(), retryAfter, now))
                        : Optional.empty();
            case CLOSED -> full.map(reason -> transitions.trip(seen, reason, latest, now));
        });
    }

    private Optional<String> count(Instant now, Outcome.Failed failed) {
        synchronized (window) {
            window.add(now, failed);
            return window.isFull(now) ? Optional.of(window.reason()) : Optional.empty();
        }
    }

    private Optional<Instant> latestRetryAfter() {
        synchronized (window) {
            return window.retryAfter();
        }
    }

    /** Sees what other replicas did, and goes half open when it is time. Called every moment. */
    public void tick() {
        try {
            synchronise();
            loaded = true;
            change(seen -> transitions.due(seen, clock.instant()));
        } catch (DatabaseUnavailable e) {
            LOG.debug("The state of breaker {} cannot be read", row.provider(), e);
        }
    }

    private void synchronise() {
        Optional<BreakerRow> stored = store.load(row.provider());
        BreakerRow ours = row;
        long generation = stored.map(BreakerRow::generation).orElse(0L);
        if (generation < ours.generation()) {
            // We went on alone while the store was away: what we know is newer, and goes in as its next generation.
            BreakerRow rebased = ours.atGeneration(generation + 1);
            if (store.compareAndSet(rebased)) {
                replace(ours, rebased);
            }
        }
        stored.ifPresent(theirs -> adopt(theirs, false));
    }

    /**
     * Decides on what was last seen, and again on what another replica made of it meanwhile.
     *
     * @return the new row where this call changed it
     */
    private Optional<BreakerRow> change(Function<BreakerRow, Optional<BreakerRow>> decide) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<BreakerRow> next = decide.apply(row);
            if (next.isEmpty() || take(next.get())) {
                next.ifPresent(taken -> adopt(taken, true));
                return next;
            }
        }
        return Optional.empty();
    }

    private boolean take(BreakerRow next) {
        try {
            if (store.compareAndSet(next)) {
                return true;
            }
            store.load(next.provider()).ifPresent(theirs -> adopt(theirs, false));
            return false;
        } catch (DatabaseUnavailable e) {
            // Better a breaker of this replica alone than none: a failing provider is protected without PostgreSQL too.
            LOG.warn("The state of breaker {} is not shared: {}", next.provider(), e.getMessage());
            return true;
        }
    }

    private void adopt(BreakerRow next, boolean ours) {
        BreakerRow before;
        synchronized (window) {
            before = row;
            if (next.generation() <= before.generation()) {
                return;
            }
            row = next;
            if (next.state() == State.CLOSED && before.state() != State.CLOSED) {
                window.clear();
            }
        }
        if (before.state() != next.state() || !Objects.equals(before.openedUntil(), next.openedUntil())) {
            listener.changed(before, next, ours);
        }
    }

    private void replace(BreakerRow expected, BreakerRow next) {
        synchronized (window) {
            if (row.equals(expected)) {
                row = next;
            }
        }
    }
}
