package dev.belay.agent.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    @TempDir
    Path folder;

    private Path path() {
        return folder.resolve("keys/keyset");
    }

    @Test
    void aNewOneIsItsOwnersAlone() throws IOException {
        var file = new KeyFile(path());
        file.create("one");
        assertThat(path()).hasContent("one");
        assertThat(mode()).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path().getParent())))
                .isEqualTo("rwx------");
        assertThatThrownBy(() -> file.create("two")).satisfies(e -> reason(e, Reason.TargetExists));
        assertThat(path()).hasContent("one");
    }

    @Test
    void aReplacedOneKeepsWhoMayReadIt() throws IOException {
        var file = new KeyFile(path());
        file.create("one");
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r-----"));
        file.change(old -> old + " two");
        assertThat(path()).hasContent("one two");
        assertThat(mode()).isEqualTo("rw-r-----");
        assertThat(path().getParent()).isDirectoryContaining("glob:**/keyset").isNotEmptyDirectory();
        assertThat(Files.exists(path().resolveSibling("keyset.new"))).isFalse();
    }

    @Test
    void throughALinkTheFileBehindItIsReplaced() throws IOException {
        new KeyFile(path()).create("one");
        var link = Files.createSymbolicLink(folder.resolve("link"), path());
        new KeyFile(link).change(old -> old + " two");
        assertThat(link).isSymbolicLink();
        assertThat(path()).hasContent("one two");
    }

    /** What a run that was cut off has left, or one that is under way. */
    @Test
    void twoChangesAtOnceAreRefused() throws IOException {
        var file = new KeyFile(path());
        file.create("one");
        Files.writeString(path().resolveSibling("keyset.new"), "half");
        assertThatThrownBy(() -> file.change(old -> old + " two"))
                .satisfies(e -> reason(e, Reason.TargetExists))
                .hasMessageContaining("delete it");
        assertThat(path()).hasContent("one");
    }

    @Test
    void aChangeThatFailsLeavesAllAsItWas() throws IOException {
        var file = new KeyFile(path());
        file.create("one");
        assertThatThrownBy(() -> file.change(old -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(path()).hasContent("one");
        file.change(old -> "two");
        assertThat(path()).hasContent("two");
    }

    @Test
    void whatIsNotThereCannotBeAddedTo() {
        assertThatThrownBy(() -> new KeyFile(path()).change(old -> old))
                .satisfies(e -> reason(e, Reason.IdentityMissing));
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path()));
    }

    private static void reason(Throwable e, Reason reason) {
        assertThat(((AgentException) e).reason()).isEqualTo(reason);
    }
}
