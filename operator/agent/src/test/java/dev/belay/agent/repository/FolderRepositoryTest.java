package dev.belay.agent.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
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
        repository.prepare("shop/");
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
        assertThatThrownBy(() -> new FolderRepository(file).prepare("shop/"))
                .satisfies(this::isUnreachable)
                .hasMessage(file + " is not a folder");
        assertThatThrownBy(() -> new FolderRepository(file.resolve("below")).prepare("shop/"))
                .satisfies(this::isUnreachable)
                .message()
                .doesNotContain("Exception");
        assertThatThrownBy(() -> new FolderRepository(Path.of("/proc/nosuch")).prepare("shop/"))
                .satisfies(this::isUnreachable)
                .hasMessageContaining("the folder /proc/nosuch cannot be made");
    }

    @Test
    void aFolderThatTakesNoFilesIsFoundOutBeforeTheFirstObject() throws IOException {
        // Nobody, root neither, creates files in a folder of the kernel's.
        var sysfs = Path.of("/sys/kernel");
        assertThatThrownBy(() -> new FolderRepository(sysfs).prepare("shop/"))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("/sys/kernel");

        var repository = repository();
        repository.put("shop/1/data", new byte[1]);
        repository.prepare("shop/");
        assertThat(repository.list("")).hasSize(1);
        assertThat(leftovers()).isEqualTo(1);
    }

    @Test
    void whatACutOffRunLeftDoesNotHinderTheNextOne() throws IOException {
        var repository = repository();
        var cutOff = repository.create("shop/1/manifest.json");
        cutOff.channel().write(ByteBuffer.allocate(1));
        repository.put("shop/1/manifest.json", new byte[2]);
        assertThat(repository.read("shop/1/manifest.json")).hasSize(2);
        cutOff.close();
        assertThat(repository.list("")).hasSize(1);
    }

    @Test
    void saysWhatTheDiskLacks() {
        var file = Path.of("/backups/shop/1/data");
        assertThat(FolderFailure.of(file, new IOException("No space left on device")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NotEnoughSpace))
                .hasMessageContaining("no space left for " + file);
        assertThat(FolderFailure.of(file, new IOException("Disk quota exceeded"))
                        .reason())
                .isEqualTo(Reason.NotEnoughSpace);
        assertThat(FolderFailure.of(file, new IOException("File too large")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NotEnoughSpace))
                .hasMessageContaining("takes no file as large");
        assertThat(FolderFailure.of(file, new FileSystemException(file.toString(), null, "Read-only file system")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.RepositoryDenied))
                .hasMessageContaining("is mounted read-only")
                .hasMessageContaining("ReadWritePaths=")
                .message()
                .doesNotContain("owner and mode");
    }

    @Test
    void aFolderBelowThatIsClosedToUsIsDeniedAndNamed() throws IOException {
        var closed = folder.resolve("repository/shop/1");
        assertThat(FolderFailure.of(folder, new UncheckedIOException(new AccessDeniedException(closed.toString()))))
                .satisfies(this::isDenied)
                .hasMessage("no right to " + closed + " of the repository; check its owner and mode");

        var repository = repository();
        repository.put("shop/1/data", new byte[1]);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        try {
            assumeThat(Files.isReadable(closed)).as("root reads everything").isFalse();
            assertThatThrownBy(() -> repository.list("shop/"))
                    .satisfies(this::isDenied)
                    .hasMessageContaining("no right to " + closed);
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private void isDenied(Throwable e) {
        assertThat(((AgentException) e).reason()).isEqualTo(Reason.RepositoryDenied);
    }

    private void isUnreachable(Throwable e) {
        assertThat(((AgentException) e).reason()).isEqualTo(Reason.RepositoryUnreachable);
    }

    @Test
    void noKeyLeadsOut() {
        assertThatThrownBy(() -> repository().read("../../etc/passwd")).hasMessageContaining("leads out");
    }
}
