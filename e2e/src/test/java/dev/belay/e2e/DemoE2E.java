package dev.belay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./belay demo}, as a program calls it. */
class DemoE2E {
    @Test
    void allOfItHoldsAndNothingIsLeft(@TempDir Path temporary) throws Exception {
        var environment = Map.of(
                "JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + open(temporary), "PGPASSWORD", "of some other server");
        var demo = Command.run(environment, "", List.of("./belay", "demo", "--output", "json"));

        assertThat(demo.exitCode()).as(demo.err()).isZero();
        var mapper = new JsonMapper();
        var lines = demo.out().lines().toList();
        for (var line : lines) {
            assertThat(mapper.readTree(line).path("ok").asBoolean()).as(line).isTrue();
        }
        assertThat(lines).hasSizeGreaterThan(8);
        assertThat(mapper.readTree(lines.getLast()).has("step")).isFalse();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("belay")))
                    .isEmpty();
        }
    }

    /** PostgreSQL runs under another user where we are root; its folder lies in here. */
    private static Path open(Path folder) throws IOException {
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
