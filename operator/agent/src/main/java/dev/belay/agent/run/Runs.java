package dev.belay.agent.run;

import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.RunError;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out what is due. */
public interface Runs {
    /**
     * One run, to its end.
     *
     * @param deadline after which it is ended
     * @param output takes each line that it writes meanwhile
     */
    Ended run(Duty duty, Duration deadline, Consumer<String> output);

    /**
     * What it came to.
     *
     * @param exitCode as of the command: 0 done, 1 failed, 2 wrong use, 3 refused for safety
     * @param report null if it gave none
     * @param error null if it did all that was asked
     */
    record Ended(
            int exitCode,
            @Nullable RunReport report,
            @Nullable RunError error) {
        static Ended broken(int exitCode, String reason, String message) {
            return new Ended(exitCode, null, new RunError(reason, message));
        }

        boolean isGood() {
            return error == null;
        }

        /** Whether the same could go well later without anybody doing anything. */
        boolean mayPass() {
            return exitCode != 2 && exitCode != 3;
        }
    }

    /** The time, and how to let it pass. */
    interface Time {
        Instant now();

        /** Waits so long, or not quite; false if we are asked to end. */
        boolean pass(Duration duration);

        boolean isEnding();
    }
}
