package dev.belay.agent.postgres;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Names of databases that are made from others, within PostgreSQL's limit of 63 bytes. */
public final class DatabaseName {
    /** One byte less than {@code NAMEDATALEN}. */
    public static final int MOST_BYTES = 63;

    private DatabaseName() {}

    /** A name with something behind it: of a long name the end is cut off, never the suffix, never half a character. */
    public static String with(String name, String suffix) {
        var room = MOST_BYTES - suffix.getBytes(StandardCharsets.UTF_8).length;
        var cut = name;
        while (cut.getBytes(StandardCharsets.UTF_8).length > room) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut + suffix;
    }

    /** The part of a backup's id that fits into a name: {@code 20261121t083000z_3f9a1c}. */
    public static String part(String backupId) {
        var parts = backupId.split("-", -1);
        return (parts[0] + "_" + parts[parts.length - 1]).toLowerCase(Locale.ROOT);
    }
}
