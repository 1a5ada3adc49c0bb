package dev.belay.faults;

import java.util.Locale;

/** What the agent is doing when the fault comes. */
enum Operation {
    BACKUP(true, true),
    PRUNE(false, true),
    RESTORE(true, false),
    SWAP(true, false);

    /** Whether it speaks to PostgreSQL, and so has child processes. */
    final boolean usesDatabase;

    /** Whether it changes the repository. */
    final boolean changesStore;

    Operation(boolean usesDatabase, boolean changesStore) {
        this.usesDatabase = usesDatabase;
        this.changesStore = changesStore;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
