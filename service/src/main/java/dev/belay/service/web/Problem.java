package dev.belay.service.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * RFC 9457.
 *
 * @param type always {@code about:blank}: the status says what kind it is
 * @param title the status' own words
 * @param status the code
 * @param detail what is wrong with this very request
 * @param instance its path
 * @param requestId the one in {@code X-Request-Id}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String instance,
        @Nullable String requestId) {

    public static final MediaType MEDIA_TYPE = MediaType.of("application/problem+json");

    /** The whole response. */
    public static MutableHttpResponse<Problem> response(
            HttpStatus status, String detail, @Nullable String instance, @Nullable String requestId) {
        return HttpResponse.<Problem>status(status)
                .contentType(MEDIA_TYPE)
                .body(new Problem("about:blank", status.getReason(), status.getCode(), detail, instance, requestId));
    }

    /** Rounded up: a client that waits that long does not come too early. */
    public static <T> MutableHttpResponse<T> retryAfter(MutableHttpResponse<T> response, Duration wait) {
        long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
        return response.header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }
}
