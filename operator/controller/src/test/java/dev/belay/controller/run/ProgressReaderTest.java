package dev.belay.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.run.RunProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressReaderTest {
    private static final String WHOLE =
            "{\"progress\":{\"step\":\"restoring\",\"percent\":\"63%\",\"bytes\":63,\"ofBytes\":100,\"new\":1}}\n";

    @Test
    void theLastWholeLineCounts() {
        var log = "progress\":{\"step\":\"cut off\"}}\nbelay: restoring\n" + WHOLE.replace("63", "62") + WHOLE
                + "belay: warning: {\"progress\":\n{\"progress\":{\"step\":\"re";
        assertThat(ProgressReader.newest(log)).contains(new RunProgress("restoring", "63%", 63L, 100L, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"progress\":null}",
                "{\"progress\":{}}",
                "{\"progress\":[]}",
                "{\"progress\":{\"step\":\"\\u001b[2J\"}}",
                "{\"progress\":{\"step\":\"a\",\"percent\":\"all of it\"}}",
                "{\"progress\":{\"step\":\"a\",\"rows\":-1}}",
                "{\"progress\":{\"step\":\"a\",\"rows\":99999999999999999999}}",
                "{\"progress\":{\"step\":\"a\",\"estimatedEnd\":\"soon\"}}"
            })
    void whatIsNoProgressIsLeftOut(String line) {
        assertThat(ProgressReader.newest(line)).isEmpty();
        assertThat(ProgressReader.newest("{\"progress\":{\"step\":\"" + "a".repeat(300) + "\"}}"))
                .isEmpty();
    }
}
