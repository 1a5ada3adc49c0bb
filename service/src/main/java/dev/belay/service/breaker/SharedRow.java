package dev.belay.service.breaker;

import dev.belay.service.database.DatabaseUnavailable;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A breaker's row as this replica last saw it, changed by compare-and-set over the store that all replicas share.
 *
 * <p>Its own monitor guards it: whoever holds that sees no change of the row.
 */
final class SharedRow {
    private static final Logger LOG = LoggerFactory.getLogger(SharedRow.class);
    private static final int TRIES = 5;

    private final BreakerStore store;
    private final BreakerListener listener;
    private final Runnable closed;
    private volatile BreakerRow row;

    /** @param closed run with the change that closes the breaker, under this object's monitor */
    SharedRow(BreakerRow first, BreakerStore store, BreakerListener listener, Runnable closed) {
        this.row = first;
        this.store = store;
        this.listener = listener;
        this.closed = closed;
    }

    BreakerRow lastSeen() {
        return row;
    }

    /**
     * Sees what other replicas did.
     *
     * @throws DatabaseUnavailable where the store cannot be read
     */
    void synchronise() {
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
    Optional<BreakerRow> change(Function<BreakerRow, Optional<BreakerRow>> decide) {
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
        synchronized (this) {
            before = row;
            if (next.generation() <= before.generation()) {
                return;
            }
            row = next;
            if (next.state() == State.CLOSED && before.state() != State.CLOSED) {
                closed.run();
            }
        }
        if (before.state() != next.state() || !Objects.equals(before.openedUntil(), next.openedUntil())) {
            listener.changed(before, next, ours);
        }
    }

    private synchronized void replace(BreakerRow expected, BreakerRow next) {
        if (row.equals(expected)) {
            row = next;
        }
    }
}
