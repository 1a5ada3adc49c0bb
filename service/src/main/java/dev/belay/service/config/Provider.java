package dev.belay.service.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An upstream that the service may call.
 *
 * @param name as in {@code /proxy/NAME/…}: letters, digits, dots and dashes
 * @param baseUrl http or https; paths are appended to it
 * @param timeout of one call, up to the head of its answer
 * @param credentialFile its content is sent as a bearer token; read again when it changes
 * @param probePath what a half-open breaker asks when no call of the applications is at hand; without it, {@code /}
 * @param breaker when to stop calling
 */
public record Provider(
        String name,
        URI baseUrl,
        Duration timeout,
        @Nullable Path credentialFile,
        @Nullable String probePath,
        BreakerSettings breaker) {

    /**
     * Where a path of this provider is.
     *
     * @param path with or without a leading slash, may hold a query
     */
    public URI resolve(String path) {
        String base = baseUrl.toString();
        String head = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return URI.create(path.startsWith("/") ? head + path : head + "/" + path);
    }
}
