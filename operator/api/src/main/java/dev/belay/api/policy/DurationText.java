package dev.belay.api.policy;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as policies write them: {@code 30d}, {@code 4h}, {@code 15m}, {@code 90s}, or together {@code 1d12h}. */
public final class DurationText {
    public static final String PATTERN = "^([0-9]{1,5}d)?([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,5}s)?$";

    /** What is said of a text that is none. */
    static final String WORDS = "write whole days, hours, minutes and seconds, such as 30d, 4h or 1h30m; a week is 7d";

    private static final Pattern PARTS =
            Pattern.compile("(?:(\\d{1,5})d)?(?:(\\d{1,5})h)?(?:(\\d{1,5})m)?(?:(\\d{1,5})s)?");

    private DurationText() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException if the text is none, with a message that shows how one is written
     */
    public static Duration parse(String text) {
        var parts = PARTS.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a duration; write whole days, hours, minutes and seconds, such as 30d, 4h or 1h30m");
        }
        return Duration.ofDays(number(parts.group(1)))
                .plusHours(number(parts.group(2)))
                .plusMinutes(number(parts.group(3)))
                .plusSeconds(number(parts.group(4)));
    }

    /** Writes a duration in the largest units that hold it exactly to the second: {@code 1h30m}; {@code 0s} for none. */
    public static String format(Duration duration) {
        var text = new StringBuilder();
        append(text, duration.toDaysPart(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount > 0) {
            text.append(amount).append(unit);
        }
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
