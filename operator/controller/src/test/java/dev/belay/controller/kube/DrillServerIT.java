package dev.belay.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controller.real.Stage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sidecar's script with this machine's PostgreSQL, which is not on the path, and run as in a pod by nobody special. */
class DrillServerIT {
    @TempDir
    Path folder;

    @Test
    void theScriptStartsAServerThatAsksForThePasswordAndEndsWhenItIsAsked() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        var port = freePort();
        var log = folder.resolve("log").toFile();
        var server = as(List.of("sh", "-c", DrillServer.SCRIPT), Map.of("PGPORT", port))
                .redirectOutput(log)
                .redirectErrorStream(true)
                .start();
        try {
            var password = folder.resolve("password");
            Stage.await(
                    () -> Files.exists(password)
                            && psql(port, password, "select 1").equals("1"),
                    () -> "it takes no connections: " + read(log.toPath()));
            assertThat(Files.readString(password)).matches("[0-9a-f]{32}");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                    .isEqualTo("rw-------");
            assertThat(psql(port, password, "show listen_addresses")).isEqualTo("127.0.0.1");
            Files.writeString(folder.resolve("wrong"), "wrong");
            assertThat(psql(port, folder.resolve("wrong"), "select 1")).isEmpty();
            server.descendants().forEach(ProcessHandle::destroy);
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS))
                    .as(read(log.toPath()))
                    .isTrue();
        } finally {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly().waitFor();
        }
    }

    private ProcessBuilder as(List<String> command, Map<String, String> environment) {
        var all = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            all.addAll(List.of("runuser", "-u", "nobody", "--"));
        }
        all.addAll(command);
        var builder = new ProcessBuilder(all).directory(folder.toFile());
        builder.environment().putAll(environment);
        return builder;
    }

    private String psql(String port, Path password, String sql) {
        var command =
                "exec \"$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)/psql\" -h 127.0.0.1 -U postgres -XAtc '"
                        + sql + "' postgres";
        try {
            var process = as(
                            List.of("sh", "-c", command),
                            Map.of("PGPORT", port, "PGPASSWORD", Files.readString(password)))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said.strip();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
