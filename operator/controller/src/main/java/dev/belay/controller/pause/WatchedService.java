package dev.belay.controller.pause;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One service's health, whichever policies follow it; asked in rounds, ever more seldom while it is silent. */
final class WatchedService {
    /** One lost answer is a hiccup; two in a row are silence. */
    private static final int MISSES_UNTIL_SILENCE = 2;

    /** A silent service is asked in every round, then in every second, fourth … round, and at least in every twelfth. */
    private static final int MOST_ROUNDS = 12;

    private final URI address;
    private final Set<ResourceID> followers = ConcurrentHashMap.newKeySet();
    private int misses;
    private int roundsToRest;
    private volatile @Nullable Reading reading;

    WatchedService(URI address) {
        this.address = address;
    }

    URI address() {
        return address;
    }

    /** The policies that follow it. */
    Set<ResourceID> followers() {
        return followers;
    }

    /** What was heard last; null as long as nothing is known either way. */
    @Nullable
    Reading reading() {
        return reading;
    }

    /** Called once a round: tells whether the service is to be asked in it. */
    synchronized boolean isDue() {
        if (roundsToRest > 0) {
            roundsToRest--;
            return false;
        }
        return true;
    }

    /** Takes a reading in; tells whether it is news. */
    synchronized boolean heard(Reading now) {
        misses = now instanceof Reading.Silence ? misses + 1 : 0;
        var silentFor = misses - MISSES_UNTIL_SILENCE;
        roundsToRest = silentFor < 0 ? 0 : Math.min(1 << Math.min(silentFor, MOST_ROUNDS), MOST_ROUNDS) - 1;
        if ((misses > 0 && misses < MISSES_UNTIL_SILENCE) || now.equals(reading)) {
            return false;
        }
        reading = now;
        return true;
    }
}
