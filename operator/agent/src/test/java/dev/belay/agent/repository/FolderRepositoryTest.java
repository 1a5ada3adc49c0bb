package dev.belay.agent.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderRepositoryTest extends RepositoryContract {
    @TempDir
    Path folder;

    @Override
    Repository repository() {
        return new FolderRepository(folder.resolve("repository"));
    }

    @Override
    int leftovers() throws IOException {
        try (var files = Files.walk(folder)) {
            return (int) files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void onlyItsOwnerReadsIt() throws IOException {
        repository().put("shop/1/data", new byte[] {1});
        var file = folder.resolve("repository/shop/1/data");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void noKeyLeadsOut() {
        assertThatThrownBy(() -> repository().read("../../etc/passwd")).hasMessageContaining("leads out");
    }
}
