package dev.belay.agent.failure;

import org.jspecify.annotations.Nullable;

/** A run cannot go on. The message is for people: what is wrong and what to do; secrets are cut out before it shows. */
public final class AgentException extends RuntimeException {
    private final Reason reason;

    public AgentException(Reason reason, String message) {
        this(reason, message, null);
    }

    public AgentException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** What went wrong, in words. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
