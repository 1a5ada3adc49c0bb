package dev.belay.agent.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderRepositoryTest extends RepositoryContract {
    @TempDir
    Path folder;

    @Override
    Repository repository() {
        var repository = new FolderRepository(folder.resolve("repository"));
        repository.prepare();
        return repository;
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
    void aFolderThatIsNotThereIsNoEmptyRepository() throws IOException {
        var missing = new FolderRepository(folder.resolve("not-mounted"));
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> missing.list("shop/"), () -> missing.read("shop/x"), () -> missing.open("shop/x"))) {
            assertThatThrownBy(use).satisfies(this::isUnreachable).hasMessageContaining("not-mounted does not exist");
        }
        var file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> new FolderRepository(file).list("shop/"))
                .satisfies(this::isUnreachable)
                .hasMessage(file + " is not a folder");
        assertThat(folder.resolve("not-mounted")).doesNotExist();
    }

    @Test
    void saysWhyAFolderCannotBeMade() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> new FolderRepository(file).prepare())
                .satisfies(this::isUnreachable)
                .hasMessage(file + " is not a folder");
        assertThatThrownBy(() -> new FolderRepository(file.resolve("below")).prepare())
                .satisfies(this::isUnreachable)
                .message()
                .doesNotContain("Exception");
        assertThatThrownBy(() -> new FolderRepository(Path.of("/proc/nosuch")).prepare())
                .satisfies(this::isUnreachable)
                .hasMessageContaining("the folder /proc/nosuch cannot be made");
    }

    private void isUnreachable(Throwable e) {
        assertThat(((AgentException) e).reason()).isEqualTo(Reason.RepositoryUnreachable);
    }

    @Test
    void noKeyLeadsOut() {
        assertThatThrownBy(() -> repository().read("../../etc/passwd")).hasMessageContaining("leads out");
    }
}
