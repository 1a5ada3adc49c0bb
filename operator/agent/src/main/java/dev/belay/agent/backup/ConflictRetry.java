package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tries a dump anew that a standby has cancelled because it had to replay what the dump still needed. A dump is one
 * snapshot: there is nothing to go on from, so each try is a whole one.
 */
final class ConflictRetry {
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(120));

    private final Progress progress;
    private final List<Duration> pauses;

    ConflictRetry(Progress progress) {
        this(progress, PAUSES);
    }

    /** @param pauses before the second try and each after it */
    ConflictRetry(Progress progress, List<Duration> pauses) {
        this.progress = progress;
        this.pauses = List.copyOf(pauses);
    }

    /**
     * Runs it until it is not cancelled.
     *
     * @throws AgentException {@link Reason#RecoveryConflict} if it was cancelled each time; any other failure at once
     */
    <T> T run(Supplier<T> dump) {
        for (var tries = 1; ; tries++) {
            try {
                return dump.get();
            } catch (AgentException e) {
                if (e.reason() != Reason.RecoveryConflict) {
                    throw e;
                }
                if (tries > pauses.size()) {
                    throw new AgentException(
                            Reason.RecoveryConflict,
                            "the standby has cancelled the dump " + tries + " times; raise max_standby_streaming_delay"
                                    + " there above the time that a dump takes, set hot_standby_feedback = on, or dump"
                                    + " from the primary (leave database.dumpFrom out): " + e.text(),
                            e);
                }
                var pause = pauses.get(tries - 1);
                progress.warn("the standby has cancelled the dump to go on replaying; try " + (tries + 1) + " of "
                        + (pauses.size() + 1) + " in " + pause.toSeconds() + " s");
                sleep(pause);
            }
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(Reason.Internal, "was interrupted", e);
        }
    }
}
