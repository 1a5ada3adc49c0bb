package dev.belay.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
    @TempDir
    Path folder;

    private Path program(String directory) throws IOException {
        var file = Files.createDirectories(folder.resolve(directory)).resolve("pg_dump");
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }

    @Test
    void theNewestThatIsInstalledIsTaken() throws IOException {
        program("distribution/9.6/bin");
        var newest = program("distribution/18/bin");
        program("distribution/17/bin");
        Files.createDirectories(folder.resolve("distribution/19/bin")); // a server's package without the client's
        program("path");
        assertThat(find()).isEqualTo(newest);
    }

    @Test
    void elseWhatThePathHas() throws IOException {
        var onPath = program("path");
        assertThat(find()).isEqualTo(onPath);
    }

    @Test
    void elseItSaysWhatToInstall() {
        assertThatThrownBy(this::find).hasMessageContaining("install PostgreSQL's client programs");
    }

    private Path find() {
        return Programs.find(
                "pg_dump", folder.resolve("distribution"), folder.resolve("none") + ":" + folder.resolve("path"));
    }
}
