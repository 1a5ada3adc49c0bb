package dev.belay.service.breaker;

/** Hears of every change of state that this replica makes or sees. */
@FunctionalInterface
public interface BreakerListener {
    /**
     * Called on the thread that made or saw the change; must not wait long.
     *
     * @param ours whether this replica made the change: one record of it is then ours to write
     */
    void changed(BreakerRow from, BreakerRow to, boolean ours);
}
