package dev.belay.agent.run;

import dev.belay.api.policy.BackupPolicySpec;
import dev.belay.api.policy.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What comes due by a schedule: a tier's backup, or the drill.
 *
 * @param tier whose backup it is; null for the drill
 * @param schedule five cron fields
 * @param timeZone IANA name; null for UTC
 */
public record Duty(
        @Nullable String tier, String schedule, @Nullable String timeZone) {
    private static final List<Duration> LOOKS_BACK = List.of(
            Duration.ofHours(1),
            Duration.ofDays(1),
            Duration.ofDays(7),
            Duration.ofDays(31),
            Duration.ofDays(366),
            Duration.ofDays(8 * 366)); // 29 February may be that far away

    /** All of a policy, backups first. */
    public static List<Duty> of(BackupPolicySpec policy) {
        var duties = new ArrayList<Duty>();
        policy.tiers().forEach(t -> duties.add(new Duty(t.name(), t.schedule(), t.timeZone())));
        if (policy.drill() != null) {
            duties.add(new Duty(null, policy.drill().schedule(), policy.drill().timeZone()));
        }
        return List.copyOf(duties);
    }

    /** What it is called in the state: no tier can be called so by mistake. */
    public String key() {
        return tier == null ? "drill" : "tier/" + tier;
    }

    /** What it is called in a log. */
    public String title() {
        return tier == null ? "drill" : tier;
    }

    /** The next slot after a moment. */
    public Optional<Instant> next(Instant after) {
        return Schedules.nextSlot(schedule, timeZone, after);
    }

    /** The newest slot that has come due: after one moment, and not after the other. */
    public Optional<Instant> newest(Instant after, Instant now) {
        for (var look : LOOKS_BACK) {
            var from = now.minus(look).isAfter(after) ? now.minus(look) : after;
            var newest = last(from, now);
            if (newest.isPresent() || from.equals(after)) {
                return newest;
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> last(Instant after, Instant now) {
        var newest = Optional.<Instant>empty();
        for (var slot = next(after); slot.isPresent() && !slot.get().isAfter(now); slot = next(slot.get())) {
            newest = slot;
        }
        return newest;
    }
}
