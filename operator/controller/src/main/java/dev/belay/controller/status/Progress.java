package dev.belay.controller.status;

/** The words that every run shares on its way: Unknown while it is on its way, False only where something is amiss. */
public final class Progress {
    private Progress() {}

    public static Said starting(String job) {
        return Said.unknown(Conditions.COMPLETE, Reason.JobStarting, "The Job " + job + " is being created.");
    }

    public static Said running(String job) {
        return Said.unknown(Conditions.COMPLETE, Reason.JobRunning, "The Job " + job + " is running.");
    }

    /**
     * What was to be made is not, and it goes on by itself once that is mended.
     *
     * @param what kind and name
     */
    public static Said refused(String what, String why) {
        return Said.holdsNot(
                Conditions.COMPLETE,
                Reason.JobRefused,
                "The API server refused the " + what + ": " + why
                        + ". Mend that (quota, admission, the operator's role), and it goes on by itself.");
    }

    /** Not complete, for this reason. */
    public static Said not(Reason reason, String message) {
        return Said.holdsNot(Conditions.COMPLETE, reason, message);
    }

    public static Said failed(String reason, String message) {
        return new Said(Conditions.COMPLETE, "False", reason, message);
    }

    public static Said done(String message) {
        return Said.holds(Conditions.COMPLETE, Reason.Succeeded, message);
    }
}
