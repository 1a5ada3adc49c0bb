package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.policy.Keep;
import dev.belay.api.policy.Tier;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetentionPlanTest {
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

    private static Tier tier(String name, @Nullable Keep keep) {
        return new Tier(name, "0 2 * * *", null, null, keep);
    }

    private static Manifest daily(int daysAgo) {
        return Manifests.of("daily", NOW.minusSeconds(86_400L * daysAgo).toString());
    }

    @Test
    void deletesWhatIsOlderThanItsTierKeeps() {
        var all = List.of(daily(1), daily(29), daily(31), daily(40));
        assertThat(RetentionPlan.expired(all, List.of(tier("daily", new Keep("30d", null))), NOW))
                .containsExactly(all.get(3), all.get(2));
    }

    @Test
    void neverGoesBelowTheLeastNumberOfTheTier() {
        var all = List.of(daily(35), daily(36), daily(37));
        assertThat(RetentionPlan.expired(all, List.of(tier("daily", new Keep("30d", 2))), NOW))
                .containsExactly(all.get(2));
    }

    @Test
    void neverDeletesTheNewestBackupOfAll() {
        var all = List.of(daily(400));
        assertThat(RetentionPlan.expired(all, List.of(tier("daily", new Keep("1d", 1))), NOW))
                .isEmpty();
    }

    @Test
    void aBackupFromTheFutureStaysAndTakesNobodysPlace() {
        var all = List.of(daily(-3650), daily(35), daily(36));
        assertThat(RetentionPlan.expired(all, List.of(tier("daily", new Keep("30d", 1))), NOW))
                .containsExactly(all.get(2));
    }

    @Test
    void aClockThatWentBackDeletesNothing() {
        var all = List.of(daily(-1), daily(-40), daily(-400));
        assertThat(RetentionPlan.expired(all, List.of(tier("daily", new Keep("30d", 1))), NOW))
                .isEmpty();
    }

    @Test
    void leavesOtherTiersAndBackupsOnDemandAlone() {
        var old = NOW.minusSeconds(86_400L * 400).toString();
        var all = List.of(daily(0), daily(1), Manifests.of("weekly", old), Manifests.of(null, old), daily(100));
        var tiers = List.of(tier("daily", new Keep("30d", 1)), tier("weekly", null));
        assertThat(RetentionPlan.expired(all, tiers, NOW)).containsExactly(all.get(4));
    }

    @Test
    void exactlyAtItsAgeABackupStays() {
        var all = List.of(daily(0), daily(30));
        assertThat(RetentionPlan.expired(all, List.of(tier("daily", new Keep("30d", 1))), NOW))
                .isEmpty();
    }
}
