package dev.belay.api.policy;

/** What becomes of a backup's data when its Backup object is deleted. */
public enum DeletionPolicy {
    /** Nothing. */
    Retain,
    /** It is deleted too, unless it is the last good backup of a database, pinned, or held by the store. */
    Delete
}
