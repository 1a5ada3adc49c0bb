package dev.belay.faults;

import java.util.Locale;

/** What the agent is doing when the fault comes. */
enum Operation {
    BACKUP(true, true, true),
    PRUNE(false, true, true),
    RESTORE(true, false, false),
    SWAP(true, false, false),
    REWRAP(false, true, false);

    /** Whether it speaks to PostgreSQL, and so has child processes. */
    final boolean usesDatabase;

    /** Whether it changes the repository. */
    final boolean changesStore;

    /** Whether retention is at work in it. */
    final boolean expires;

    Operation(boolean usesDatabase, boolean changesStore, boolean expires) {
        this.usesDatabase = usesDatabase;
        this.changesStore = changesStore;
        this.expires = expires;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
