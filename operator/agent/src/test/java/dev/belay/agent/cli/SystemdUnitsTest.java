package dev.belay.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The units in docs are such as systemd takes, and start commands that there are. */
class SystemdUnitsTest {
    private static final Path UNITS =
            Path.of(System.getProperty("belay.root"), "docs", "examples", "single-machine", "systemd");
    private static final String BELAY = "/opt/belay/belay";

    @TempDir
    Path folder;

    @Test
    void theirCommandsAreOnes() throws Exception {
        for (var unit : units()) {
            for (var line : Files.readAllLines(unit)) {
                if (line.startsWith("ExecStart=")) {
                    var words = line.substring("ExecStart=".length())
                            .replace("%i", "daily")
                            .split(" ", -1);
                    assertThat(words[0]).isEqualTo(BELAY);
                    BelayCommand.commandLine().parseArgs(Arrays.copyOfRange(words, 1, words.length));
                }
            }
        }
    }

    @Test
    void systemdTakesThem() throws Exception {
        assumeThat(Path.of("/usr/bin/systemd-analyze")).exists();
        for (var unit : units()) {
            var name = unit.getFileName().toString();
            Files.writeString(folder.resolve(name), Files.readString(unit).replace(BELAY, "/bin/true"));
        }
        for (var unit : List.of(
                "belay-run.service", "belay-backup@daily.service", "belay-backup@daily.timer", "belay-drill.timer")) {
            var file = folder.resolve(unit);
            if (Files.notExists(file)) {
                Files.copy(folder.resolve("belay-backup@.service"), file);
            }
            var process = new ProcessBuilder("/usr/bin/systemd-analyze", "verify", "--man=no", file.toString())
                    .redirectErrorStream(true)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", unit, said).isZero();
            // It also complains without failing, such as of a setting that it does not know.
            assertThat(said.lines().filter(line -> line.contains(folder.toString())))
                    .isEmpty();
        }
    }

    private static List<Path> units() throws IOException {
        try (var files = Files.list(UNITS)) {
            var units = files.sorted().toList();
            assertThat(units).hasSizeGreaterThan(3);
            return units;
        }
    }
}
