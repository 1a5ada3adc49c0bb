package dev.belay.agent.backup;

import dev.belay.api.policy.DurationText;
import dev.belay.api.policy.Keep;
import dev.belay.api.policy.Tier;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides of each backup whether it stays. Backups are counted by themselves for each database and tier. One goes only
 * if its tier keeps for a time, it is older than that, nobody pinned it, and {@code keep.atLeast} newer ones of its
 * group have been proven good: so the newest good one never goes.
 */
public final class RetentionPlan {
    private final Instant now;
    private final Predicate<Manifest> proven;
    private final Map<Group, Count> counts = new HashMap<>();

    private RetentionPlan(Instant now, Predicate<Manifest> proven) {
        this.now = now;
        this.proven = proven;
    }

    /** Backups that are counted together. */
    record Group(String database, @Nullable String tier) {
        static Group of(Manifest m) {
            return new Group(m.database().name(), m.tier());
        }
    }

    /** How far the counting of a group's good backups has come. */
    private static final class Count {
        /** Whether one of them can go at all: nothing is read back for a group that loses none. */
        boolean matters;

        int bySize;
        int proven;
    }

    /**
     * What becomes of each backup, in the order given.
     *
     * @param newestFirst every backup of the policy
     * @param proven whether a backup is, byte for byte, what its manifest says; asked newest first, and only where a
     *     deletion depends on it
     */
    public static List<Verdict> of(
            List<Contents.Entry> newestFirst, List<Tier> tiers, Instant now, Predicate<Manifest> proven) {
        var plan = new RetentionPlan(now, proven);
        newestFirst.forEach(entry -> plan.count(entry, keep(entry.manifest(), tiers)));
        return newestFirst.stream()
                .map(entry -> plan.verdict(entry, keep(entry.manifest(), tiers)))
                .toList();
    }

    /**
     * For whose sake it is time to carry it out behind a backup of a group. Where the newest alone must be good, that is
     * whatever has expired: the newest was just made. Where others must be read back, it is what has outlived its time by
     * a tenth: so several go behind one reading.
     *
     * @param newestFirst every backup of the group
     */
    static List<Verdict> due(List<Contents.Entry> newestFirst, List<Tier> tiers, Instant now) {
        return of(newestFirst, tiers, now, m -> true).stream()
                .filter(Verdict::goes)
                .filter(v -> {
                    var keep = Objects.requireNonNull(keep(v.manifest(), tiers)); // else it would stay
                    var lateness = DurationText.parse(keep.duration()).dividedBy(10);
                    return atLeast(keep) == 1
                            || until(v.manifest(), keep).plus(lateness).isBefore(now);
                })
                .toList();
    }

    private static @Nullable Keep keep(Manifest manifest, List<Tier> tiers) {
        return tiers.stream()
                .filter(t -> t.name().equals(manifest.tier()))
                .findFirst()
                .map(Tier::keep)
                .orElse(null);
    }

    private static int atLeast(Keep keep) {
        return Math.max(1, Objects.requireNonNullElse(keep.atLeast(), 1));
    }

    private Count countOf(Contents.Entry entry) {
        return counts.computeIfAbsent(Group.of(entry.manifest()), g -> new Count());
    }

    private void count(Contents.Entry entry, @Nullable Keep keep) {
        if (keep == null || !entry.whole() || isFromTheFuture(entry)) {
            return;
        }
        var count = countOf(entry);
        count.matters |= count.bySize >= atLeast(keep)
                && entry.pin() == null
                && until(entry.manifest(), keep).isBefore(now);
        count.bySize++;
    }

    private Verdict verdict(Contents.Entry entry, @Nullable Keep keep) {
        var m = entry.manifest();
        var pin = entry.pin();
        // Asked of every one that could stand for those behind it, whatever else keeps it.
        var counts = keep != null && entry.whole() && !isFromTheFuture(entry);
        var standing = counts ? standing(entry, Objects.requireNonNull(keep)) : Standing.Behind;
        if (pin != null) {
            return Verdict.of(m, Verdict.Why.Pinned, "pinned" + (pin.reason() == null ? "" : ": " + pin.reason()));
        }
        if (m.tier() == null) {
            return Verdict.of(m, Verdict.Why.OnDemand, "made on demand, not by a tier: retention leaves it alone");
        }
        if (keep == null) {
            return Verdict.of(m, Verdict.Why.NoRetention, "the policy keeps the tier " + m.tier() + " for ever");
        }
        if (!entry.whole() || standing == Standing.Damaged) {
            return Verdict.of(m, Verdict.Why.Damaged, "damaged: it is no proof for others, and stays for a look at it");
        }
        if (isFromTheFuture(entry)) {
            return Verdict.of(m, Verdict.Why.FromTheFuture, "from the future: the clock is wrong, or was");
        }
        var until = until(entry.manifest(), keep);
        if (!until.isBefore(now)) {
            return new Verdict(m, Verdict.Why.NotExpired, "not expired before " + until, until);
        }
        return standing == Standing.Counted
                ? Verdict.of(m, Verdict.Why.AtLeast, "one of the newest " + atLeast(keep) + " of " + m.tier())
                : Verdict.of(m, Verdict.Why.Expired, "expired at " + until);
    }

    private enum Standing {
        /** One of those that {@code atLeast} counts. */
        Counted,
        Damaged,
        /** There are enough newer ones, or it is none that could count. */
        Behind
    }

    private Standing standing(Contents.Entry entry, Keep keep) {
        var count = countOf(entry);
        if (count.proven >= atLeast(keep)) {
            return Standing.Behind;
        }
        if (count.matters && !proven.test(entry.manifest())) {
            return Standing.Damaged;
        }
        count.proven++;
        return Standing.Counted;
    }

    private boolean isFromTheFuture(Contents.Entry entry) {
        // It takes nobody's place: nobody knows when it was made.
        return Instant.parse(entry.manifest().startedAt()).isAfter(now);
    }

    /** The last moment at which it has not expired. */
    private static Instant until(Manifest manifest, Keep keep) {
        return Instant.parse(manifest.startedAt()).plus(DurationText.parse(keep.duration()));
    }
}
