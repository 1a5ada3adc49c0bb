package dev.belay.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WrongUseTest {
    @Test
    void aCommandOfBackupIsFoundWithoutIt() {
        var written = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            assertThat(Belay.execute("prune", "--dry-run", "--policy", "x")).isEqualTo(2);
        } finally {
            System.setErr(before);
        }
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("Did you mean: belay backup prune");
    }
}
