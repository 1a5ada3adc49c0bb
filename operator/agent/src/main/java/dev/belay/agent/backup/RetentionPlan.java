package dev.belay.agent.backup;

import dev.belay.api.policy.DurationText;
import dev.belay.api.policy.Keep;
import dev.belay.api.policy.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Decides which backups have expired. Only tiers with {@code keep} lose any: those older than {@code keep.for}, beyond
 * the newest {@code keep.atLeast} of the tier, and never the newest backup of all.
 */
public final class RetentionPlan {
    private RetentionPlan() {}

    /**
     * The backups to delete, oldest first.
     *
     * @param newestFirst every good backup of the policy
     */
    public static List<Manifest> expired(List<Manifest> newestFirst, List<Tier> tiers, Instant now) {
        // One from the future is of a clock that went wrong, then or now. It stays, and takes nobody's place.
        var dated = newestFirst.stream()
                .filter(m -> !Instant.parse(m.startedAt()).isAfter(now))
                .toList();
        var expired = new ArrayList<Manifest>();
        for (var tier : tiers) {
            var keep = tier.keep();
            if (keep != null) {
                expired.addAll(expired(dated, tier.name(), keep, now));
            }
        }
        if (!dated.isEmpty()) {
            expired.remove(dated.getFirst());
        }
        expired.sort((a, b) -> a.startedAt().compareTo(b.startedAt()));
        return List.copyOf(expired);
    }

    private static List<Manifest> expired(List<Manifest> newestFirst, String tier, Keep keep, Instant now) {
        var oldest = now.minus(DurationText.parse(keep.duration()));
        return newestFirst.stream()
                .filter(m -> tier.equals(m.tier()))
                .skip(Math.max(1, Objects.requireNonNullElse(keep.atLeast(), 1)))
                .filter(m -> Instant.parse(m.startedAt()).isBefore(oldest))
                .toList();
    }
}
