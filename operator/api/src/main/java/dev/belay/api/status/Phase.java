package dev.belay.api.status;

/** How far a Backup, Restore or Migration has come. {@link #isTerminal() Terminal} phases are final. */
public enum Phase {
    Pending,
    Running,
    Succeeded,
    Failed;

    /** Whether nothing will change any more. */
    public boolean isTerminal() {
        return this == Succeeded || this == Failed;
    }
}
