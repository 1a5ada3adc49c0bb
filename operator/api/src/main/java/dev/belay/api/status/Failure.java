package dev.belay.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Why something did not succeed.
 *
 * @param reason a CamelCase word for machines, such as {@code DumpFailed}
 * @param message for people, in the failing program's own words where it had any; never holds a secret
 * @param time when it failed, RFC 3339
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Failure(
        String reason, String message, @Nullable String time) {}
