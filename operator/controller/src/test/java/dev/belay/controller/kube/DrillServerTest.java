package dev.belay.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sidecar's script in an image with several servers, none of them on the path. */
class DrillServerTest {
    private static final String DEBIANS = "/usr/lib/postgresql";

    @TempDir
    Path folder;

    private Path programs;

    /** All that it needs of an image; an initdb in a folder of the system's would be found first. */
    @BeforeEach
    void image() throws IOException {
        programs = Files.createDirectory(folder.resolve("programs"));
        for (var name : List.of("rm", "od", "tr", "ls", "sort")) {
            var program = Stream.of("/usr/bin", "/bin")
                    .map(bin -> Path.of(bin, name))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            program(programs.resolve(name), "exec " + program + " \"$@\"");
        }
        for (var version : List.of("9.6", "10", "17")) {
            var bin = Files.createDirectories(folder.resolve("servers/" + version + "/bin"));
            program(bin.resolve("initdb"), "echo " + version + "; exit 1");
        }
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void theNewestServerOfTheImageIsTaken() throws Exception {
        var script = DrillServer.SCRIPT
                .lines()
                .map(line -> line.replace(DEBIANS, folder.resolve("servers").toString()))
                .collect(Collectors.joining("\n"));
        var builder = new ProcessBuilder("/bin/sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("PATH", programs.toString());
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assertThat(said).isEqualTo("17\n");
    }
}
