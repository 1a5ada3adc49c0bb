package dev.belay.agent.doctor;

import java.time.Duration;
import java.time.Instant;

/** Two clocks: by ours backups are named, expire and count as fresh. */
final class Clocks {
    private Clocks() {}

    static Check compare(String name, String whose, Instant theirs, Instant ours, Duration most) {
        var apart = Duration.between(theirs, ours).abs();
        return apart.compareTo(most) <= 0
                ? Check.ok(name, "this machine's clock agrees with " + whose)
                : Check.warning(
                        name,
                        "this machine's clock says " + ours + ", " + whose + " " + theirs,
                        "keep both right by NTP (timedatectl set-ntp true): retention and the age of backups go by them");
    }
}
