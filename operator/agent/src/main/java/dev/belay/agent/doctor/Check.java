package dev.belay.agent.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at.
 *
 * @param name for machines
 * @param status how it stands
 * @param message what was found
 * @param todo what to do about it; null where nothing is to be done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Check(
        String name,
        Status status,
        String message,
        @Nullable String todo) {
    /** How something stands. */
    public enum Status {
        ok,
        /** It works, and somebody should know something about it. */
        warning,
        failed
    }

    static Check ok(String name, String message) {
        return new Check(name, Status.ok, message, null);
    }

    static Check warning(String name, String message, String todo) {
        return new Check(name, Status.warning, message, todo);
    }

    static Check failed(String name, String message, @Nullable String todo) {
        return new Check(name, Status.failed, message, todo);
    }
}
