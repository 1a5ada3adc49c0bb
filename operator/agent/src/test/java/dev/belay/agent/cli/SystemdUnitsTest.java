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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The units in docs are such as systemd takes, and start commands that there are. */
class SystemdUnitsTest {
    private static final Path UNITS =
            Path.of(System.getProperty("belay.root"), "docs", "examples", "single-machine", "systemd");
    private static final String ANALYZE = "/usr/bin/systemd-analyze";
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
        assumeThat(Path.of(ANALYZE)).exists();
        install(folder);
        for (var unit : List.of(
                "belay-run.service", "belay-backup@daily.service", "belay-backup@daily.timer", "belay-drill.timer")) {
            var file = folder.resolve(unit);
            if (Files.notExists(file)) {
                Files.copy(folder.resolve("belay-backup@.service"), file);
            }
            var process = new ProcessBuilder(ANALYZE, "verify", "--man=no", file.toString())
                    .redirectErrorStream(true)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", unit, said).isZero();
            // It also complains without failing, such as of a setting that it does not know.
            assertThat(said.lines().filter(line -> line.contains(folder.toString())))
                    .isEmpty();
        }
    }

    /** A drop-in that systemd does not look for would leave a service with every right, and say nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"belay-run.service", "belay-backup@daily.service", "belay-drill.service"})
    void theHardeningIsOfEachService(String service) throws Exception {
        assumeThat(Path.of(ANALYZE)).exists();
        install(Files.createDirectories(folder.resolve("etc/systemd/system")));
        var process = new ProcessBuilder(
                        ANALYZE, "--root=" + folder, "--offline=true", "--json=short", "security", service)
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assumeThat(said).as("systemd before 250 looks at no files").doesNotContain("unrecognized option");
        assertThat(said)
                .contains("{\"set\":true,\"name\":\"NoNewPrivileges=\"", "{\"set\":true,\"name\":\"ProtectSystem=\"");
    }

    private static void install(Path to) throws IOException {
        for (var unit : units()) {
            var file = to.resolve(UNITS.relativize(unit).toString());
            Files.createDirectories(file.getParent());
            Files.writeString(file, Files.readString(unit).replace(BELAY, "/bin/true"));
        }
    }

    private static List<Path> units() throws IOException {
        try (var files = Files.walk(UNITS)) {
            var units = files.filter(Files::isRegularFile).sorted().toList();
            assertThat(units).hasSizeGreaterThan(3);
            return units;
        }
    }
}
