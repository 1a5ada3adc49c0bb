package dev.belay.service.jobs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a job is in its life. */
public enum JobState {
    /** Waits for its time and for a worker. */
    QUEUED,
    /** A worker holds its lease. */
    RUNNING,
    /** The provider has done it. */
    COMPLETED,
    /** A dead letter: given up, its last error kept. */
    DEAD;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
