package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.backup.Verdict.Why;
import dev.belay.api.policy.Keep;
import dev.belay.api.policy.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetentionPlanTest {
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

    private static Tier tier(String name, @Nullable Keep keep) {
        return new Tier(name, "0 2 * * *", null, null, keep);
    }

    private static List<Tier> daily(String duration, @Nullable Integer atLeast) {
        return List.of(tier("daily", new Keep(duration, atLeast)));
    }

    private static Contents.Entry of(@Nullable String tier, int daysAgo) {
        return new Contents.Entry(Manifests.of(tier, daysBefore(daysAgo)), true, null);
    }

    private static String daysBefore(int days) {
        return NOW.minusSeconds(86_400L * days).toString();
    }

    private static Contents.Entry pinned(Contents.Entry entry) {
        return new Contents.Entry(entry.manifest(), entry.whole(), new Pin(daysBefore(0), "for the auditors"));
    }

    private static List<Why> plan(List<Tier> tiers, Contents.Entry... entries) {
        return RetentionPlan.of(List.of(entries), tiers, NOW, m -> true).stream()
                .map(Verdict::why)
                .toList();
    }

    private static List<Why> plan(List<Tier> tiers, int... daysAgo) {
        return plan(tiers, Stream.of(box(daysAgo)).map(d -> of("daily", d)).toArray(Contents.Entry[]::new));
    }

    private static Integer[] box(int... values) {
        return java.util.Arrays.stream(values).boxed().toArray(Integer[]::new);
    }

    @Test
    void whatIsOlderThanItsTierKeepsGoes() {
        assertThat(plan(daily("30d", null), 1, 29, 31, 40))
                .containsExactly(Why.NotExpired, Why.NotExpired, Why.Expired, Why.Expired);
    }

    @Test
    void saysUntilWhenOneStays() {
        var verdict = RetentionPlan.of(List.of(of("daily", 1)), daily("30d", 1), NOW, m -> true)
                .getFirst();
        assertThat(verdict.until()).isEqualTo(Instant.parse(daysBefore(-29)));
        assertThat(verdict.text()).isEqualTo("not expired before 2026-12-20T00:00:00Z");
    }

    @Test
    void neverGoesBelowTheLeastNumberOfTheTier() {
        assertThat(plan(daily("30d", 2), 35, 36, 37)).containsExactly(Why.AtLeast, Why.AtLeast, Why.Expired);
    }

    @Test
    void theOnlyOneStays() {
        assertThat(plan(daily("1d", 1), 400)).containsExactly(Why.AtLeast);
    }

    @Test
    void oneFromTheFutureStaysAndTakesNobodysPlace() {
        assertThat(plan(daily("30d", 1), -3650, 35, 36)).containsExactly(Why.FromTheFuture, Why.AtLeast, Why.Expired);
    }

    @Test
    void aClockThatWentBackDeletesNothing() {
        assertThat(plan(daily("30d", 1), -1, -40, -400)).containsOnly(Why.FromTheFuture);
    }

    @Test
    void otherTiersAndBackupsOnDemandAreLeftAlone() {
        var tiers = List.of(tier("daily", new Keep("30d", 1)), tier("weekly", null));
        assertThat(plan(tiers, of("daily", 0), of("daily", 100), of("weekly", 400), of("gone", 400), of(null, 400)))
                .containsExactly(Why.NotExpired, Why.Expired, Why.NoRetention, Why.NoRetention, Why.OnDemand);
    }

    @Test
    void eachTierCountsItsOwn() {
        var tiers = List.of(tier("daily", new Keep("30d", 1)), tier("weekly", new Keep("30d", 1)));
        assertThat(plan(tiers, of("daily", 0), of("weekly", 100), of("weekly", 101)))
                .containsExactly(Why.NotExpired, Why.AtLeast, Why.Expired);
    }

    @Test
    void eachDatabaseCountsItsOwn() {
        var other = Manifests.of(
                "books", "daily", daysBefore(50), "20260101T083000Z-daily-00000b", new Manifest.Content(10, "00"));
        assertThat(plan(daily("30d", 1), of("daily", 0), new Contents.Entry(other, true, null), of("daily", 51)))
                .containsExactly(Why.NotExpired, Why.AtLeast, Why.Expired);
    }

    @Test
    void aPinnedOneStaysAndCounts() {
        var plan = RetentionPlan.of(
                List.of(pinned(of("daily", 40)), of("daily", 41), pinned(of("daily", 42))),
                daily("30d", 1),
                NOW,
                m -> true);
        assertThat(plan).extracting(Verdict::why).containsExactly(Why.Pinned, Why.Expired, Why.Pinned);
        assertThat(plan.getFirst().text()).isEqualTo("pinned: for the auditors");
    }

    @Test
    void exactlyAtItsAgeABackupStays() {
        assertThat(plan(daily("30d", 1), 0, 30)).containsExactly(Why.NotExpired, Why.NotExpired);
    }

    @Test
    void whatIsDamagedTakesNobodysPlace() {
        var all = List.of(of("daily", 1), of("daily", 40), of("daily", 41), of("daily", 42));
        var damaged = Set.of(all.get(0).id(), all.get(2).id());
        assertThat(RetentionPlan.of(all, daily("30d", 2), NOW, m -> !damaged.contains(m.id())))
                .extracting(Verdict::why)
                .containsExactly(Why.Damaged, Why.AtLeast, Why.Damaged, Why.AtLeast);
    }

    @Test
    void asksForProofOnlyWhereADeletionDependsOnIt() {
        var asked = new ArrayList<String>();
        var all = List.of(of("daily", 1), of("daily", 2), of("daily", 3), of("daily", 50));
        RetentionPlan.of(all, daily("60d", 2), NOW, m -> asked.add(m.id()));
        assertThat(asked).isEmpty();
        RetentionPlan.of(all, daily("30d", 2), NOW, m -> asked.add(m.id()));
        assertThat(asked).containsExactly(all.get(0).id(), all.get(1).id());
    }
}
