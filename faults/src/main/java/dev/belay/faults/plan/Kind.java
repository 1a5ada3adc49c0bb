package dev.belay.faults.plan;

import java.util.Locale;

/** What goes wrong. */
public enum Kind {
    /** SIGKILL of the agent alone: its children find out by themselves. Also what the OOM killer does to a Job. */
    KILL,
    /** SIGSTOP, and SIGCONT after a while: a machine that was suspended. The run must succeed. */
    STOP_CONT,
    /** SIGSTOP, and SIGKILL after a while: a Job that hung and was given up. */
    STOP_KILL,
    /** SIGKILL of the agent and its children at once: a container that is out of memory as a whole. */
    OOM_GROUP,
    /** SIGKILL of a child, pg_dump or pg_restore: the OOM killer's other choice. */
    OOM_CHILD,
    /** A heap that is too small. */
    OOM_HEAP,
    /** No room where the repository is. */
    DISK_FULL,
    /** No room for temporary files. */
    SCRATCH_FULL,
    S3_500,
    S3_503,
    S3_SLOW,
    S3_CUT,
    /** One byte arrives as another, in either direction. */
    S3_WRONG,
    /** PostgreSQL stops at once, without a word to anybody, and comes back. */
    PG_GONE,
    /** The connections to PostgreSQL break. */
    PG_CUT;

    boolean applies(Operation operation, Store store) {
        return switch (this) {
            case KILL, STOP_CONT, STOP_KILL, OOM_GROUP, OOM_HEAP -> true;
            case SCRATCH_FULL -> operation != Operation.PRUNE;
            case OOM_CHILD, PG_GONE, PG_CUT -> operation.usesDatabase();
            case DISK_FULL -> store == Store.FOLDER && operation.changesStore() && operation != Operation.PRUNE;
            case S3_500, S3_503, S3_SLOW, S3_CUT, S3_WRONG -> store == Store.S3;
        };
    }

    /** Whether a file system is mounted for it, which only root may do. */
    public boolean needsRoot() {
        return this == DISK_FULL || this == SCRATCH_FULL;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
