package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.policy.DurationText;
import dev.belay.api.policy.Keep;
import dev.belay.api.policy.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What retention never does, over random histories: several databases and tiers, failed runs, backups damaged in ways
 * that their size tells and that it does not, pins, and a clock that jumps both ways.
 */
class RetentionPropertiesTest {
    private static final int HISTORIES = 500;
    private static final int STEPS = 40;
    private static final String PROPERTY = "belay.seed";

    @Test
    void holdOverRandomHistories() {
        var deleted = 0;
        var first = Long.getLong(PROPERTY, System.nanoTime());
        for (var seed = first; seed < first + HISTORIES; seed++) {
            deleted += new History(seed).live();
        }
        // A plan that never deletes would hold all of it, too.
        assertThat(deleted).as("first seed " + first).isGreaterThan(HISTORIES);
    }

    /** One repository's life. */
    private static final class History {
        private final Random random;
        private final String seed;
        private final List<Tier> tiers;
        private final Set<String> silentlyDamaged = new HashSet<>();
        private List<Contents.Entry> entries = new ArrayList<>();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private int deleted;

        History(long seed) {
            random = new Random(seed);
            this.seed = "repeat with -D" + PROPERTY + "=" + seed;
            tiers = IntStream.range(0, 1 + random.nextInt(3))
                    .mapToObj(i -> new Tier("tier" + i, "0 2 * * *", null, null, keep()))
                    .toList();
        }

        private Keep keep() {
            var duration = (1 + random.nextInt(20)) + (random.nextBoolean() ? "h" : "d");
            return random.nextInt(5) == 0 ? null : new Keep(duration, random.nextInt(4));
        }

        int live() {
            for (var step = 0; step < STEPS; step++) {
                now = now.plusSeconds(random.nextInt(200_000));
                switch (random.nextInt(12)) {
                    case 0 -> now = now.minus(Duration.ofDays(random.nextInt(60)));
                    case 1 -> now = now.plus(Duration.ofDays(random.nextInt(60)));
                    case 2 -> damage();
                    case 3 -> togglePin();
                    case 4 -> aFailedRunChangesNothing();
                    case 5, 6 -> prune();
                    default -> backup(true);
                }
            }
            prune();
            return deleted;
        }

        private void backup(boolean whole) {
            var tier = random.nextInt(8) == 0
                    ? null
                    : tiers.get(random.nextInt(tiers.size())).name();
            var id = "20260101T000000Z-tier-%06x".formatted(entries.size() + random.nextInt(1 << 20) * 16);
            var database = random.nextBoolean() ? "shop" : "books";
            var manifest = Manifests.of(database, tier, now.toString(), id, new Manifest.Content(10, "00"));
            entries.add(new Contents.Entry(manifest, whole, null));
            entries.sort(Comparator.comparing(
                            (Contents.Entry e) -> Instant.parse(e.manifest().startedAt()))
                    .thenComparing(Contents.Entry::id)
                    .reversed());
        }

        private void damage() {
            change(e -> {
                if (random.nextBoolean()) {
                    silentlyDamaged.add(e.id());
                    return e;
                }
                return new Contents.Entry(e.manifest(), false, e.pin());
            });
        }

        private void togglePin() {
            change(e -> new Contents.Entry(e.manifest(), e.whole(), e.pin() == null ? new Pin("", null) : null));
        }

        private void change(java.util.function.UnaryOperator<Contents.Entry> how) {
            if (!entries.isEmpty()) {
                var at = random.nextInt(entries.size());
                entries.set(at, how.apply(entries.get(at)));
            }
        }

        /** Whatever it left: a manifest whose data never came must not push a good one out. */
        private void aFailedRunChangesNothing() {
            var before = goes(now);
            backup(false);
            assertThat(goes(now)).as(seed).isEqualTo(before);
        }

        private List<Verdict> plan(Instant at) {
            return RetentionPlan.of(entries, tiers, at, m -> !silentlyDamaged.contains(m.id()));
        }

        private Set<String> goes(Instant at) {
            return plan(at).stream().filter(Verdict::goes).map(Verdict::id).collect(Collectors.toSet());
        }

        private void prune() {
            var before = List.copyOf(entries);
            var plan = plan(now);
            assertThat(plan).as(seed).extracting(Verdict::id).isEqualTo(ids(before));
            var gone = goes(now);
            assertThat(goes(now.plus(Duration.ofDays(random.nextInt(40)))))
                    .as("what has expired never comes back to life; " + seed)
                    .containsAll(gone);
            entries = before.stream()
                    .filter(e -> !gone.contains(e.id()))
                    .collect(Collectors.toCollection(ArrayList::new));
            before.stream().filter(e -> gone.contains(e.id())).forEach(this::mayGo);
            for (var database : List.of("shop", "books")) {
                theNewestGoodOneStays(before, database);
                tiers.forEach(tier -> enoughStay(before, database, tier));
            }
            assertThat(goes(now)).as("nothing is left to do; " + seed).isEmpty();
            deleted += gone.size();
        }

        private void mayGo(Contents.Entry e) {
            var m = e.manifest();
            var keep = tiers.stream()
                    .filter(t -> t.name().equals(m.tier()))
                    .map(Tier::keep)
                    .filter(Objects::nonNull)
                    .findFirst();
            assertThat(keep).as("only a tier with retention loses any; " + seed).isPresent();
            assertThat(Instant.parse(m.startedAt()))
                    .as("only what has expired goes; " + seed)
                    .isBefore(now.minus(DurationText.parse(keep.orElseThrow().duration())));
            assertThat(e.pin()).as("nothing pinned goes; " + seed).isNull();
        }

        private void theNewestGoodOneStays(List<Contents.Entry> before, String database) {
            before.stream()
                    .filter(e -> isGood(e) && e.manifest().database().name().equals(database))
                    .findFirst()
                    .ifPresent(newest -> assertThat(ids(entries)).as(seed).contains(newest.id()));
        }

        private void enoughStay(List<Contents.Entry> before, String database, Tier tier) {
            var keep = tier.keep();
            var atLeast = keep == null || keep.atLeast() == null ? Integer.MAX_VALUE : Math.max(1, keep.atLeast());
            var good = good(before, database, tier);
            assertThat(good(entries, database, tier))
                    .as("the newest good ones of " + database + ", " + tier + " stay; " + seed)
                    .containsAll(good.subList(0, Math.min(atLeast, good.size())));
        }

        private List<String> good(List<Contents.Entry> from, String database, Tier tier) {
            return ids(from.stream()
                    .filter(e -> isGood(e)
                            && tier.name().equals(e.manifest().tier())
                            && e.manifest().database().name().equals(database))
                    .toList());
        }

        private boolean isGood(Contents.Entry e) {
            return e.whole()
                    && !silentlyDamaged.contains(e.id())
                    && !Instant.parse(e.manifest().startedAt()).isAfter(now);
        }

        private static List<String> ids(List<Contents.Entry> entries) {
            return entries.stream().map(Contents.Entry::id).toList();
        }
    }
}
