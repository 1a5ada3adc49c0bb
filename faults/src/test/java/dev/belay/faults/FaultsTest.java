package dev.belay.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FaultsTest {
    @ParameterizedTest
    @ValueSource(strings = {"--point=0", "--point=-3", "--points=0"})
    void pointsCountFromOne(String option) {
        var said = new StringWriter();
        var command = new CommandLine(new Faults()).setErr(new PrintWriter(said));

        assertThat(command.execute(option)).isEqualTo(2);
        assertThat(said.toString()).contains("count from 1");
    }
}
