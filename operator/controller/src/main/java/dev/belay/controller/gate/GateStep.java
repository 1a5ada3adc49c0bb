package dev.belay.controller.gate;

import dev.belay.api.Backup;
import dev.belay.controller.status.Reason;
import org.jspecify.annotations.Nullable;

/** What follows for a gated Job. */
sealed interface GateStep {

    /** It is over, or runs already: nothing to do. */
    record Pass() implements GateStep {}

    /** The gate's Backup is to be created. */
    record AskForBackup(Backup backup) implements GateStep {}

    /**
     * The gate stays closed.
     *
     * @param backup that is waited for, or that failed
     */
    record Hold(Reason reason, String message, @Nullable String backup) implements GateStep {}

    /** The gate is open. */
    record Resume(String backup) implements GateStep {}
}
