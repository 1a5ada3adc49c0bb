package dev.belay.service.proxy;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whom a proxied request is for.
 *
 * @param provider its name
 * @param path with the query, as it came: nothing is decoded, nothing is encoded again
 */
record Target(String provider, String path) {
    private static final String PREFIX = "/proxy/";

    // A dot segment could climb out of the provider's base path once someone upstream resolves it.
    private static final Pattern DOT_SEGMENT = Pattern.compile("(^|[/\\\\])(\\.|%2e){1,2}($|[/\\\\;])");

    /** None where the path names no provider or tries to climb. */
    static Optional<Target> of(URI uri) {
        String raw = uri.getRawPath();
        if (!raw.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String rest = raw.substring(PREFIX.length());
        int slash = rest.indexOf('/');
        String path = slash < 0 ? "/" : rest.substring(slash);
        String plain = path.toLowerCase(Locale.ROOT).replace("%2f", "/").replace("%5c", "\\");
        if (DOT_SEGMENT.matcher(plain).find()) {
            return Optional.empty();
        }
        String query = uri.getRawQuery();
        return Optional.of(
                new Target(slash < 0 ? rest : rest.substring(0, slash), query == null ? path : path + "?" + query));
    }
}
