package dev.belay.controller.sync;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Lets only a few policies have their repository listed at once: a fresh cluster may be given thousands of them. */
final class SyncTurns {
    static final int AT_ONCE = 10;

    private final Set<ResourceID> running = new HashSet<>();
    private final Set<ResourceID> waiting = new LinkedHashSet<>();
    private final Consumer<ResourceID> wake;
    private Predicate<ResourceID> isThere = policy -> true;

    /** @param wake has a policy looked at whose turn it is */
    SyncTurns(Consumer<ResourceID> wake) {
        this.wake = wake;
    }

    /**
     * Takes a turn, or else gets in line: whoever is in line is woken.
     *
     * @param isThere whether a policy still exists; the turn of one that was deleted meanwhile ends
     */
    synchronized boolean take(ResourceID policy, Predicate<ResourceID> isThere) {
        running.removeIf(isThere.negate());
        this.isThere = isThere;
        if (running.contains(policy) || running.size() < AT_ONCE) {
            running.add(policy);
            waiting.remove(policy);
            wakeNext();
            return true;
        }
        waiting.add(policy);
        return false;
    }

    /** Its Job runs already, from before a restart. */
    synchronized void hold(ResourceID policy) {
        running.add(policy);
        waiting.remove(policy);
    }

    synchronized void release(ResourceID policy) {
        waiting.remove(policy);
        if (running.remove(policy)) {
            wakeNext();
        }
    }

    /**
     * As many as there is room for; the turn itself is taken when it is looked at. Only here those in line are looked
     * for: thousands of them, each time that one more gets in line, would be millions.
     */
    private void wakeNext() {
        var room = AT_ONCE - running.size();
        for (var line = waiting.iterator(); room > 0 && line.hasNext(); ) {
            var next = line.next();
            if (isThere.test(next)) {
                wake.accept(next);
                room--;
            } else {
                line.remove();
            }
        }
    }
}
