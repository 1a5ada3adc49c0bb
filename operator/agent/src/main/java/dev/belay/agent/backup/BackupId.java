package dev.belay.agent.backup;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of backups, {@code 20261121T083000Z-daily-3f9a1c}: they sort by time, and two runs at once never share one. */
final class BackupId {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern FORM = Pattern.compile("(\\d{8}T\\d{6}Z)-[a-z0-9]([-a-z0-9]*[a-z0-9])?-[0-9a-f]{4,}");
    private static final String NO_TIER = "manual";
    private static final int RANDOM = 1 << 24;

    private BackupId() {}

    static String create(Instant now, @Nullable String tier, RandomGenerator random) {
        return TIME.format(now) + "-" + (tier == null ? NO_TIER : tier) + "-"
                + "%06x".formatted(random.nextInt(RANDOM));
    }

    /** When the backup of that name began, to the second; empty if this is not the name of one. */
    static Optional<Instant> time(String id) {
        var form = FORM.matcher(id);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(TIME.parse(form.group(1), Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
