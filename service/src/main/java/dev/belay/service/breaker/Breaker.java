package dev.belay.service.breaker;

import dev.belay.service.config.Provider;
import dev.belay.service.database.DatabaseUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One provider's breaker in this replica: when the failures of its own window change the state shared with the others.
 *
 * <p>A closed breaker costs a call nothing but a look at memory; the store is asked only when the state changes.
 */
public final class Breaker {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final Duration ASK_AGAIN = Duration.ofMillis(250);

    private final Clock clock;
    private final Transitions transitions;
    private final FailureWindow window;
    private final SharedRow shared;
    private volatile boolean loaded;

    public Breaker(Provider provider, BreakerStore store, BreakerListener listener, Clock clock) {
        this.clock = clock;
        this.transitions =
                new Transitions(provider.breaker(), provider.timeout().plus(Duration.ofSeconds(5)));
        this.window = new FailureWindow(
                provider.breaker().window(), provider.breaker().failures());
        this.shared =
                new SharedRow(BreakerRow.closed(provider.name(), clock.instant()), store, listener, window::clear);
    }

    /** As last seen. */
    public BreakerRow row() {
        return shared.lastSeen();
    }

    /** Whether asking may take a trip to the store: not to be done on a thread that must not wait. */
    public boolean mayWait() {
        BreakerRow seen = row();
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
        if (row().state() == State.CLOSED) {
            return new Permit.Granted(false);
        }
        shared.change(seen -> transitions.due(seen, now));
        Optional<BreakerRow> probe = shared.change(seen -> transitions.takeProbe(seen, now));
        if (probe.isPresent()) {
            return new Permit.Granted(true);
        }
        BreakerRow seen = row();
        Instant until = seen.openedUntil();
        return seen.state() == State.CLOSED
                ? new Permit.Granted(false)
                : new Permit.Refused(until == null ? now.plus(ASK_AGAIN) : until, seen.reason());
    }

    public void record(Permit.Granted permit, Outcome outcome) {
        switch (outcome) {
            case Outcome.Fine fine -> {
                if (permit.probe()) {
                    shared.change(seen -> transitions.close(seen, clock.instant()));
                }
            }
            case Outcome.Failed failed -> failed(permit, failed);
            case Outcome.NotMade notMade -> {
                if (permit.probe()) {
                    shared.change(transitions::giveProbeBack);
                }
            }
        }
    }

    private void failed(Permit.Granted permit, Outcome.Failed failed) {
        Instant now = clock.instant();
        Optional<Instant> retryAfter = Optional.ofNullable(failed.retryAfter());
        Optional<String> full = count(now, failed);
        Optional<Instant> latest = latestRetryAfter();
        shared.change(seen -> switch (seen.state()) {
            case OPEN -> transitions.extend(seen, retryAfter, now);
            case HALF_OPEN ->
                permit.probe()
                        ? Optional.of(transitions.trip(seen, "probe: " + failed.label(), retryAfter, now))
                        : Optional.empty();
            case CLOSED -> full.map(reason -> transitions.trip(seen, reason, latest, now));
        });
    }

    private Optional<String> count(Instant now, Outcome.Failed failed) {
        // The row's monitor: a change that closes the breaker clears the window in the same moment.
        synchronized (shared) {
            window.add(now, failed);
            return window.isFull(now) ? Optional.of(window.reason()) : Optional.empty();
        }
    }

    private Optional<Instant> latestRetryAfter() {
        synchronized (shared) {
            return window.retryAfter();
        }
    }

    /** Sees what other replicas did, and goes half open when it is time. Called every moment. */
    public void tick() {
        try {
            shared.synchronise();
            loaded = true;
            shared.change(seen -> transitions.due(seen, clock.instant()));
        } catch (DatabaseUnavailable e) {
            LOG.debug("The state of breaker {} cannot be read", row().provider(), e);
        }
    }
}
