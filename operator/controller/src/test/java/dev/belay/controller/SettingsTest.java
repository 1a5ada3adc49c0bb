package dev.belay.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void theEnvironmentIsReadWhole() {
        var settings = Settings.of(Map.of(
                "BELAY_AGENT_IMAGE", "agent:1",
                "BELAY_AGENT_IMAGE_PULL_POLICY", "Never",
                "BELAY_WATCH_NAMESPACES", "a, b,",
                "POD_NAMESPACE", "belay",
                "POD_NAME", "operator-1"));
        assertThat(settings.namespaces()).containsExactlyInAnyOrder("a", "b");
        assertThat(settings.image().pullPolicy()).isEqualTo("Never");
        assertThat(settings.replica().lease()).contains("belay");
        assertThat(settings.healthPort()).isEqualTo(8081);
        assertThat(settings.seesSecrets()).isFalse();
    }

    @Test
    void withoutVariablesThereIsOneReplicaEverywhere() {
        var settings = Settings.of(Map.of("BELAY_AGENT_IMAGE", "agent:1", "BELAY_LEADER_ELECTION", "false"));
        assertThat(settings.namespaces()).isEmpty();
        assertThat(settings.replica().lease()).isEmpty();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(Map.of()))
                .withMessageContaining("BELAY_AGENT_IMAGE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(Map.of("BELAY_AGENT_IMAGE", "agent:1")))
                .withMessageContaining("POD_NAMESPACE");
    }
}
