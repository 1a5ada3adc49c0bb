package dev.belay.service.web;

import io.micronaut.http.HttpRequest;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id of one exchange: the caller's where it is a sound one, otherwise our own. */
public final class RequestId {
    public static final String HEADER = "X-Request-Id";

    /** Its name in a log line. */
    public static final String LOG_KEY = "request_id";

    private static final String ATTRIBUTE = "dev.belay.requestId";

    // What is written into logs and sent upstream must not bring line breaks or novels with it.
    private static final Pattern SOUND = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    private RequestId() {}

    /** Null only before the filter has seen the request. */
    public static @Nullable String of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, String.class).orElse(null);
    }

    static String assign(HttpRequest<?> request) {
        String given = request.getHeaders().get(HEADER);
        String id = given != null && SOUND.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }
}
