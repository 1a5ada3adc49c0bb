package dev.belay.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void aShortNameStays() {
        assertThat(Names.fit("shop-daily", Names.CRON_JOB)).isEqualTo("shop-daily");
    }

    @Test
    void aLongNameIsCutAndStaysOneOfAKind() {
        var one = Names.fit("a".repeat(60) + "-daily", Names.CRON_JOB);
        var other = Names.fit("a".repeat(60) + "-weekly", Names.CRON_JOB);
        assertThat(one).hasSize(Names.CRON_JOB).isNotEqualTo(other).isEqualTo(Names.fit("a".repeat(60) + "-daily", 52));
        assertThat(Names.fit("b".repeat(42) + "-------------------", Names.CRON_JOB))
                .doesNotContain("--");
    }
}
