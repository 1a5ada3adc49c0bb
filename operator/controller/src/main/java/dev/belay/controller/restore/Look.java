package dev.belay.controller.restore;

import dev.belay.api.run.RunProgress;
import java.time.Duration;
import java.util.Optional;

/**
 * A look at the log of a restore.
 *
 * @param progress empty where there is nothing to read
 * @param again when to look again, though nothing has happened
 */
record Look(Optional<RunProgress> progress, Optional<Duration> again) {
    static final Look NONE = new Look(Optional.empty(), Optional.empty());
}
