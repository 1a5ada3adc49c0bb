package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ManifestFileTest {
    private static final Manifest MANIFEST = Manifests.of("daily", "2026-11-21T08:30:00Z");

    private static Manifest read(String json) {
        return ManifestFile.read(json.getBytes(StandardCharsets.UTF_8), "manifest.json");
    }

    private static String json() {
        return new String(ManifestFile.write(MANIFEST), StandardCharsets.UTF_8);
    }

    @Test
    void comesBackAsItWasWritten() {
        assertThat(read(json())).isEqualTo(MANIFEST);
    }

    @Test
    void ignoresFieldsThatALaterBelayAdds() {
        assertThat(read(json().replaceFirst("\\{", "{\"later\": 1,"))).isEqualTo(MANIFEST);
    }

    @Test
    void aGreaterFormatVersionIsRefused() {
        assertThatThrownBy(() -> read(json().replace("\"formatVersion\" : 1", "\"formatVersion\" : 3")))
                .hasMessageContaining("use a newer one");
    }

    @Test
    void whatIsCutOffOrIncompleteIsDamaged() {
        assertThatThrownBy(() -> read(json().substring(0, 100))).hasMessageContaining("damaged");
        assertThatThrownBy(() -> read("{}")).hasMessageContaining("damaged");
        assertThatThrownBy(() -> read("")).hasMessageContaining("damaged");
        assertThatThrownBy(() -> read("null")).hasMessageContaining("damaged");
    }
}
