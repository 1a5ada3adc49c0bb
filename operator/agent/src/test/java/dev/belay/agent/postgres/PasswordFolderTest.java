package dev.belay.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFolderTest {
    @TempDir
    Path parent;

    @Test
    void onlyWhatAProcessThatIsGoneHasLeftIsRemoved() throws IOException {
        var ours = PasswordFolder.create(parent);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ours)))
                .isEqualTo("rwx------");
        var parts = ours.getFileName().toString().split("-", -1);
        var gone = left("belay-" + parts[1] + "-" + Integer.MAX_VALUE + "-" + parts[3] + "-1");
        var numberUsedAgain = left("belay-" + parts[1] + "-" + parts[2] + "-1-1");
        var otherContainer = left("belay-1-" + Integer.MAX_VALUE + "-" + parts[3] + "-1");
        var throwaway = left("belay-pg-123");
        var stranger = left("belay-mine");
        var next = PasswordFolder.create(parent);
        assertThat(gone).doesNotExist();
        assertThat(numberUsedAgain).doesNotExist();
        assertThat(ours).exists();
        assertThat(next).exists();
        assertThat(otherContainer.resolve("passwords")).exists();
        assertThat(throwaway.resolve("passwords")).exists();
        assertThat(stranger.resolve("passwords")).exists();
    }

    @Test
    void whatIsNotOursInItStays() throws IOException {
        var parts = PasswordFolder.create(parent).getFileName().toString().split("-", -1);
        var gone = left("belay-" + parts[1] + "-" + Integer.MAX_VALUE + "-" + parts[3] + "-1");
        Files.writeString(gone.resolve("notes"), "");
        PasswordFolder.create(parent);
        assertThat(gone.resolve("passwords")).doesNotExist();
        assertThat(gone.resolve("notes")).exists();
    }

    private Path left(String name) throws IOException {
        var folder = Files.createDirectory(parent.resolve(name));
        Files.writeString(folder.resolve("passwords"), "");
        Files.writeString(folder.resolve("service"), "");
        return folder;
    }
}
