package dev.belay.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrongUseTest {
    /** The newest backup is seldom the one that is meant. */
    @ParameterizedTest
    @ValueSource(strings = {"pin", "unpin"})
    void whatIsPinnedMustBeNamed(String command) {
        assertThat(wrong("backup", command, "--policy", "x")).contains("Missing required parameter: 'ID|latest'");
    }

    @Test
    void aCommandOfBackupIsFoundWithoutIt() {
        assertThat(wrong("prune", "--dry-run", "--policy", "x")).contains("Did you mean: belay backup prune");
    }

    private static String wrong(String... arguments) {
        var written = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            assertThat(BelayCommand.execute(arguments)).isEqualTo(2);
        } finally {
            System.setErr(before);
        }
        return written.toString(StandardCharsets.UTF_8);
    }
}
