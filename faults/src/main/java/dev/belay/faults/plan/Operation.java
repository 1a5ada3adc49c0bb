package dev.belay.faults.plan;

import java.util.Locale;

/** What the agent is doing when the fault comes. */
public enum Operation {
    BACKUP(true, true, true),
    PRUNE(false, true, true),
    RESTORE(true, false, false),
    SWAP(true, false, false),
    REWRAP(false, true, false);

    private final boolean usesDatabase;
    private final boolean changesStore;
    private final boolean expires;

    Operation(boolean usesDatabase, boolean changesStore, boolean expires) {
        this.usesDatabase = usesDatabase;
        this.changesStore = changesStore;
        this.expires = expires;
    }

    /** Whether it speaks to PostgreSQL, and so has child processes. */
    boolean usesDatabase() {
        return usesDatabase;
    }

    /** Whether it changes the repository. */
    boolean changesStore() {
        return changesStore;
    }

    /** Whether retention is at work in it. */
    public boolean expires() {
        return expires;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
