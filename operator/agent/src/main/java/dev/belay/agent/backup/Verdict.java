package dev.belay.agent.backup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What retention decided of one backup.
 *
 * @param why the reason, for machines
 * @param text the reason, for people
 * @param until the moment from which on retention may decide otherwise; null where it is no matter of time
 */
public record Verdict(
        Manifest manifest, Why why, String text, @Nullable Instant until) {

    /** Why a backup goes, or stays. */
    public enum Why {
        /** Older than its tier keeps, behind enough good ones: the only one that goes. */
        Expired,
        NotExpired,
        AtLeast,
        OnDemand,
        NoRetention,
        Pinned,
        FromTheFuture,
        Damaged,
        /** The store holds it by a lock. */
        Locked,
        /** The store refused to delete it, and does not say for how long. */
        Refused
    }

    static Verdict of(Manifest manifest, Why why, String text) {
        return new Verdict(manifest, why, text, null);
    }

    public String id() {
        return manifest.id();
    }

    /** Whether it is to be deleted. */
    public boolean goes() {
        return why == Why.Expired;
    }
}
