package dev.belay.service.access;

import dev.belay.service.web.ProblemException;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Set;

/** Whoever changes something, or calls a provider through the proxy, shows the admin token. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class AccessFilter implements Ordered {
    /** After the request id, before everything else. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final AdminToken token;
    private final boolean proxyIsOpen;

    AccessFilter(AdminToken token, @Property(name = "proxy.open", defaultValue = "false") boolean proxyIsOpen) {
        this.token = token;
        this.proxyIsOpen = proxyIsOpen;
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @RequestFilter
    void check(HttpRequest<?> request) {
        boolean guarded =
                request.getPath().startsWith("/proxy/") ? !proxyIsOpen : !READING.contains(request.getMethod());
        if (guarded && !shown(request)) {
            throw new ProblemException(
                    HttpStatus.UNAUTHORIZED,
                    "This needs the admin token, as Authorization: Bearer or as X-Admin-Key.",
                    null);
        }
    }

    private boolean shown(HttpRequest<?> request) {
        String key = request.getHeaders().get("X-Admin-Key");
        return key == null ? token.isIn(request.getHeaders().get(HttpHeaders.AUTHORIZATION)) : token.matches(key);
    }
}
