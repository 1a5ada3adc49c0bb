package dev.belay.api.status;

import org.jspecify.annotations.Nullable;

/** How far a Backup, Restore or Migration has come. What {@link #isOver is over} is final. */
public enum Phase {
    Pending,
    Running,
    Succeeded,
    Failed;

    /**
     * Whether nothing will change any more.
     *
     * @param phase null before the first is written; static, for a getter would become a field of the status
     */
    public static boolean isOver(@Nullable Phase phase) {
        return phase == Succeeded || phase == Failed;
    }
}
