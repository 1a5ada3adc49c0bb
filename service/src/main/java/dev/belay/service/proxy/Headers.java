package dev.belay.service.proxy;

import io.micronaut.http.MutableHttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which headers go through a proxy: RFC 9110 section 7.6.1. */
final class Headers {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect");

    private Headers() {}

    /** Takes out what is between two neighbours only, and what Connection names as such. */
    static void dropHopByHop(MutableHttpHeaders headers) {
        List<String> named = headers.getAll("Connection").stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        for (String name : List.copyOf(headers.names())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (HOP_BY_HOP.contains(lower) || named.contains(lower)) {
                headers.remove(name);
            }
        }
    }
}
