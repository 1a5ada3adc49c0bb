package dev.belay.controller.run;

import dev.belay.api.run.RunReport;
import dev.belay.controller.status.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a Job stands. */
public sealed interface Run {

    /** There is no Job of that name. */
    record Absent() implements Run {}

    /** There is a Job of that name, and it is not ours. */
    record Foreign() implements Run {}

    /**
     * It has not ended.
     *
     * @param trouble what it, or its newest pod, is stuck on
     * @param isWaiting whether none of its containers has begun to run
     */
    record Active(@Nullable Trouble trouble, boolean isWaiting) implements Run {
        /** Its container runs, for all that is known. */
        public Active(@Nullable Trouble trouble) {
            this(trouble, false);
        }
    }

    /**
     * It ended well.
     *
     * @param report the agent's last word; none from other programs
     * @param heard whether the end of its newest pod was seen: if not, a report may yet come
     */
    record Done(@Nullable RunReport report, boolean heard, Instant at) implements Run {}

    /**
     * It failed.
     *
     * @param report the agent's last word, where it came to speak
     * @param heard whether the end of its newest pod was seen
     * @param cause told from the Job and its pods, for where it did not
     */
    record Broken(@Nullable RunReport report, boolean heard, Trouble cause, Instant at) implements Run {}

    /** What is wrong with a Job or its pod, and what to do. */
    record Trouble(Reason reason, String message) {}
}
