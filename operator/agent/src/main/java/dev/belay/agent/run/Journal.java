package dev.belay.agent.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.api.run.RunReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where it is written down what happens. */
public interface Journal {
    /** Takes one event. */
    void tell(Event event);

    /** What happened. */
    enum Kind {
        /** The schedule is kept from now on. */
        started,
        /** What comes due next. */
        next,
        /** A run began. */
        begun,
        /** A line of the running command. */
        output,
        succeeded,
        failed,
        /** A run was given up because we were asked to end; it is made up for at the next start. */
        abandoned,
        /** Something that somebody should look at. */
        warning,
        /** The schedule is no longer kept. */
        stopped
    }

    /**
     * One event.
     *
     * @param time RFC 3339
     * @param task the tier, or {@code drill}; null where it is about none
     * @param slot when the run was due, RFC 3339
     * @param message for people; without secrets
     * @param report of a run that has ended
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Event(
            String time,
            Kind event,
            @Nullable String task,
            @Nullable String slot,
            String message,
            @Nullable RunReport report) {
        static Event of(Instant time, Kind kind, String message) {
            return new Event(time.toString(), kind, null, null, message, null);
        }
    }
}
