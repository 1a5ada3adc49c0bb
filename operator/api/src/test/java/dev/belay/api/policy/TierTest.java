package dev.belay.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TierTest {
    private static Tier tier(String name, @Nullable String duration) {
        return new Tier(name, "0 2 * * *", null, null, duration == null ? null : new Keep(duration, null));
    }

    @Test
    void theOneThatKeepsLongestIsTheFirstOfSeveral() {
        var tiers = List.of(tier("hourly", "7d"), tier("weekly", "90d"), tier("other", "2160h"), tier("daily", "30d"));
        assertThat(Tier.keptLongest(tiers)).map(Tier::name).contains("weekly");
        assertThat(Tier.keptLongest(List.of())).isEmpty();
    }

    @Test
    void oneThatKeepsForEverIsTakenWhereAllDo() {
        var tiers = List.of(tier("yearly", null), tier("daily", "30d"), tier("weekly", "90d"));
        assertThat(Tier.keptLongest(tiers)).map(Tier::name).contains("weekly");
        assertThat(Tier.keptLongest(tiers.subList(0, 1))).map(Tier::name).contains("yearly");
    }
}
