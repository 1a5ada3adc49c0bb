package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.progress.Progress;
import dev.belay.api.policy.Keep;
import dev.belay.api.policy.Tier;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What retention never does, carried out behind one backup after the other on what really lies there: however backups
 * are damaged, and be it in the moment after they were stored, the newest good ones stay.
 */
class RetentionBehindBackupsTest {
    private static final int HISTORIES = 60;
    private static final int STEPS = 60;
    private static final String PROPERTY = "belay.seed";
    private static final int BYTES = 10;

    @Test
    void keepsTheNewestGoodOnesOverRandomHistories() {
        var deleted = 0;
        var first = Long.getLong(PROPERTY, System.nanoTime());
        for (var seed = first; seed < first + HISTORIES; seed++) {
            deleted += new History(seed).live();
        }
        // One that never deletes would hold all of it, too.
        assertThat(deleted).as("first seed " + first).isGreaterThan(HISTORIES);
    }

    private static final class History {
        private final Random random;
        private final String seed;
        private final int atLeast;
        private final List<Tier> tiers;
        private final MemoryRepository repository = new MemoryRepository();
        private final Set<String> damaged = new HashSet<>();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private int made;

        History(long seed) {
            random = new Random(seed);
            this.seed = "repeat with -D" + PROPERTY + "=" + seed;
            atLeast = 1 + random.nextInt(4);
            tiers = List.of(
                    new Tier("daily", "0 2 * * *", null, null, new Keep((1 + random.nextInt(10)) + "d", atLeast)));
        }

        int live() {
            for (var step = 0; step < STEPS; step++) {
                now = now.plusSeconds(3600 + random.nextInt(150_000));
                if (random.nextInt(20) == 0) {
                    now = now.minusSeconds(random.nextInt(2_000_000));
                }
                retention(random.nextInt(8) == 0 ? List.of() : List.of(backup()));
                if (random.nextInt(3) == 0) {
                    damage();
                }
            }
            return made - catalog().list().size();
        }

        private Catalog catalog() {
            return new Catalog(repository, "shop", new Progress() {}, Clock.fixed(now, ZoneOffset.UTC));
        }

        private Manifest backup() {
            var id = "20260101T000000Z-daily-%06x".formatted(made++);
            var content = new byte[BYTES];
            random.nextBytes(content);
            var digest = new Digest();
            digest.add(content, 0, BYTES);
            var manifest = Manifests.of("shop", "daily", now.toString(), id, digest.content());
            repository.put("shop/" + id + "/data", content);
            repository.put("shop/" + id + "/manifest.json", ManifestFile.write(manifest));
            return manifest;
        }

        /** Mostly one of the newest, and mostly so that its size does not tell. */
        private void damage() {
            var all = ids();
            if (all.isEmpty()) {
                return;
            }
            var id = all.get(Math.min(random.nextInt(5), all.size() - 1));
            var content = repository.objects.get("shop/" + id + "/data");
            content[0]++;
            if (random.nextInt(4) == 0) {
                repository.put("shop/" + id + "/data", new byte[BYTES - 1]);
            }
            damaged.add(id);
        }

        /** @param made nothing for a {@code backup prune} */
        private void retention(List<Manifest> made) {
            var before = good();
            var prune = new Prune(catalog(), tiers, Proof.behind(made, new Progress() {}), new Progress() {});
            repository.asked.clear();
            var verdicts = made.isEmpty() ? prune.run(now) : prune.runBehind(made, now);
            assertThat(ids())
                    .as("the newest good ones; " + seed)
                    .containsAll(before.subList(0, Math.min(atLeast, before.size())));
            if (verdicts.isEmpty()) {
                assertThat(repository.asked)
                        .as("data are read for a deletion only; " + seed)
                        .noneMatch(k -> k.endsWith("/data"));
            }
        }

        private List<String> ids() {
            return catalog().list().stream().map(Manifest::id).toList();
        }

        private List<String> good() {
            return catalog().list().stream()
                    .filter(m -> !Instant.parse(m.startedAt()).isAfter(now))
                    .map(Manifest::id)
                    .filter(id -> !damaged.contains(id))
                    .toList();
        }
    }
}
