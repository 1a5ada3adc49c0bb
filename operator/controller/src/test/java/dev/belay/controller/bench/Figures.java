package dev.belay.controller.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of a run, in the order in which they are printed. */
final class Figures {
    private static final List<String> WHOLE = List.of("rss_mb", "idle_rss_mb", "restart_writes", "steady_writes");
    private static final List<String> ORDER = List.of(
            "rss_mb",
            "idle_rss_mb",
            "apply_p50_ms",
            "apply_p99_ms",
            "restart_settled_s",
            "restart_writes",
            "burst_settled_s",
            "writes_per_policy",
            "steady_writes",
            "steady_cpu_s",
            "start_s");

    private final Map<String, Double> values = new LinkedHashMap<>();

    void put(String key, Number value) {
        values.put(key, value.doubleValue());
    }

    /** Keeps the larger of the two. */
    void atLeast(String key, Number value) {
        values.merge(key, value.doubleValue(), Math::max);
    }

    String json(int policies) {
        return "{\"policies\": " + policies + ORDER.stream().map(this::one).collect(Collectors.joining()) + "}";
    }

    private String one(String key) {
        var value = values.get(key);
        if (value == null) {
            throw new IllegalStateException("nobody measured " + key);
        }
        return String.format(Locale.ROOT, WHOLE.contains(key) ? ", \"%s\": %.0f" : ", \"%s\": %.2f", key, value);
    }
}
