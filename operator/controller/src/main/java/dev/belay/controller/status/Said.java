package dev.belay.controller.status;

/**
 * What is said of one aspect now, before it is known since when.
 *
 * @param type of the condition
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason of {@link Reason}, or the agent's own
 * @param message the cause and the next step
 */
public record Said(String type, String status, String reason, String message) {
    public static Said holds(String type, Reason reason, String message) {
        return new Said(type, "True", reason.name(), message);
    }

    public static Said holdsNot(String type, Reason reason, String message) {
        return new Said(type, "False", reason.name(), message);
    }

    public static Said unknown(String type, Reason reason, String message) {
        return new Said(type, "Unknown", reason.name(), message);
    }
}
