package dev.belay.controller.run;

import dev.belay.api.run.RunReport;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.status.Reason;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What follows for an object whose work is one Job. */
public sealed interface Verdict {
    /** How long after a Job's end its pod may take to be seen with its report. */
    Duration REPORT_GRACE = Duration.ofSeconds(20);

    /** How soon to look again at what sends no event. */
    Duration SOON = Duration.ofSeconds(10);

    /** How soon to look again at what has not started: what keeps it from that may send no event. */
    Duration UNTIL_STARTED = Duration.ofSeconds(15);

    /** How soon to look again for the last word of a pod whose Job has ended. */
    Duration UNTIL_HEARD = Duration.ofSeconds(2);

    /** It is over; nothing will change any more. */
    record Over() implements Verdict {}

    /** Something that it needs is not there. It stays pending and goes on by itself. */
    record Wait(Trouble missing) implements Verdict {}

    /** Its Job is to be created: intent first, then the act. */
    record Start(Job job) implements Verdict {}

    /**
     * Its Job has not ended.
     *
     * @param isWaiting whether nothing of it runs yet: what keeps it from that may send no event
     */
    record Follow(@Nullable Trouble trouble, boolean isWaiting) implements Verdict {}

    /** Its Job has ended and its last word has not come through yet. */
    record AwaitReport() implements Verdict {}

    /** It did what was asked. */
    record Succeed(@Nullable RunReport report, Instant at) implements Verdict {}

    /** It did not. */
    record Fail(@Nullable RunReport report, String reason, String message, Instant at) implements Verdict {
        static Fail of(Trouble trouble, Instant at) {
            return new Fail(null, trouble.reason().name(), trouble.message(), at);
        }
    }

    /** The Job that is to be created; empty where there is none to create. */
    default Optional<Job> wanted() {
        return this instanceof Start start ? Optional.of(start.job()) : Optional.empty();
    }

    /** When to look again without an event. */
    default Optional<Duration> again() {
        return switch (this) {
            case Wait ignored -> Optional.of(SOON);
            case AwaitReport ignored -> Optional.of(UNTIL_HEARD);
            case Over ignored -> Optional.empty();
            case Start ignored -> Optional.empty();
            case Follow follow -> follow.isWaiting() ? Optional.of(UNTIL_STARTED) : Optional.empty();
            case Succeed ignored -> Optional.empty();
            case Fail ignored -> Optional.empty();
        };
    }

    /**
     * What follows from an agent's Job that is there.
     *
     * @param run any but {@link Run.Absent}
     * @param jobName for the message
     */
    static Verdict ofAgent(Run run, String jobName, Instant now) {
        return switch (run) {
            case Run.Absent ignored -> throw new IllegalArgumentException("no Job to follow");
            case Run.Foreign ignored -> conflict(jobName);
            case Run.Active active -> new Follow(active.trouble(), active.isWaiting());
            case Run.Done done -> ended(done.report(), done.heard(), noReport(), done.at(), now);
            case Run.Broken broken -> ended(broken.report(), broken.heard(), broken.cause(), broken.at(), now);
        };
    }

    /** The name of its Job is taken. */
    static Verdict conflict(String jobName) {
        return new Wait(new Trouble(
                Reason.NameConflict,
                "There is a Job '" + jobName + "' that does not belong to this object. Delete that Job, or delete this "
                        + "object and create it under another name."));
    }

    private static Verdict ended(
            @Nullable RunReport report, boolean heard, Trouble otherwise, Instant at, Instant now) {
        if (report == null) {
            return isKnown(heard, otherwise, at, now) ? Fail.of(otherwise, at) : new AwaitReport();
        }
        if (report.ok()) {
            return new Succeed(report, at);
        }
        var error = report.error();
        return error == null
                ? new Fail(report, otherwise.reason().name(), otherwise.message(), at)
                : new Fail(report, error.reason(), error.message(), at);
    }

    /** Whether nothing more is to be heard of why a Job failed. */
    static boolean isKnown(Run.Broken broken, Instant now) {
        return isKnown(broken.heard(), broken.cause(), broken.at(), now);
    }

    /** At its deadline a Job's pods are deleted: nothing will be heard of them. */
    private static boolean isKnown(boolean heard, Trouble cause, Instant at, Instant now) {
        return heard || cause.reason() == Reason.DeadlineExceeded || now.isAfter(at.plus(REPORT_GRACE));
    }

    /** Exit code 0 without a word is no proof of anything: never call that a success. */
    private static Trouble noReport() {
        return new Trouble(
                Reason.NoReport,
                "The Job ended well but left no report, so nothing proves what it did. See that its image is Belay's "
                        + "agent of the operator's version.");
    }
}
