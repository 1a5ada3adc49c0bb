package dev.belay.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DatabaseNameTest {
    @Test
    void aShortNameKeepsAllOfItself() {
        assertThat(DatabaseName.with("shop", "_before_x")).isEqualTo("shop_before_x");
    }

    @Test
    void aLongNameIsCutBetweenCharacters() {
        var name = DatabaseName.with("ä😀".repeat(20), "_before_x");
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isBetween(58, DatabaseName.MOST_BYTES);
        assertThat(name).endsWith("_before_x").doesNotContain("?");
    }

    @Test
    void anIdGivesItsTimeAndItsRandomPart() {
        assertThat(DatabaseName.part("20261121T083000Z-my-tier-3f9a1c")).isEqualTo("20261121t083000z_3f9a1c");
    }
}
