package dev.belay.agent.cli;

import java.util.Locale;

/** Sizes for people. */
final class Sizes {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final int STEP = 1024;

    private Sizes() {}

    /** Such as {@code 1 table} or {@code 2 tables}. */
    static String count(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }

    static String text(long bytes) {
        var size = (double) bytes;
        var unit = 0;
        for (; size >= STEP && unit < UNITS.length - 1; unit++) {
            size /= STEP;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
    }
}
