package dev.belay.service.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One map of the configuration: read field by field, so that what was never asked for is a typing error and named. */
final class Fields {
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");

    private final String place;
    private final Map<?, ?> values;
    private final Set<String> asked = new HashSet<>();

    Fields(String place, Map<?, ?> values) {
        this.place = place;
        this.values = values;
    }

    @Nullable
    String text(String key) {
        asked.add(key);
        Object value = values.get(key);
        return value == null ? null : value.toString();
    }

    String required(String key) {
        String value = text(key);
        if (value == null || value.isBlank()) {
            throw wrong(key, "is missing");
        }
        return value;
    }

    boolean flag(String key, boolean otherwise) {
        String value = text(key);
        if (value == null) {
            return otherwise;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, "is neither true nor false");
        };
    }

    /** A whole number from 1 upwards. */
    int count(String key, int otherwise) {
        String value = text(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("[1-9]\\d{0,5}")) {
            throw wrong(key, "is no whole number from 1 to 999999");
        }
        return Integer.parseInt(value);
    }

    Duration duration(String key, Duration otherwise) {
        String value = text(key);
        return value == null ? otherwise : parse(key, value);
    }

    Fields nested(String key) {
        asked.add(key);
        Object value = values.get(key);
        if (value == null) {
            return new Fields(place + "." + key, Map.of());
        }
        if (value instanceof Map<?, ?> map) {
            return new Fields(place + "." + key, map);
        }
        throw wrong(key, "is no map");
    }

    void nothingElse() {
        for (Object key : values.keySet()) {
            if (!asked.contains(key.toString())) {
                throw wrong(
                        key.toString(),
                        "is not a known field; there are "
                                + String.join(", ", asked.stream().sorted().toList()));
            }
        }
    }

    InvalidConfiguration wrong(String key, String what) {
        return new InvalidConfiguration(place + "." + key + " " + what);
    }

    private Duration parse(String key, String value) {
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw wrong(key, "is no duration such as 500ms, 30s, 5m, 1h or 7d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
