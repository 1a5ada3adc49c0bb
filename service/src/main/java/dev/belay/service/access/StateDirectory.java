package dev.belay.service.access;

import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Where the service keeps the little that it writes to disk: {@code state.dir}, for its own user only. */
@Singleton
final class StateDirectory {
    private final Path path;

    StateDirectory(@Property(name = "state.dir") @Nullable Path configured) {
        this.path = configured == null ? usual() : configured;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** A new file that nobody else can read at any moment of its being written. */
    void write(Path file, String content) throws IOException {
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content, StandardOpenOption.WRITE);
    }

    private static Path usual() {
        String state = System.getenv("XDG_STATE_HOME");
        if (state != null && !state.isBlank()) {
            return Path.of(state, "belay");
        }
        // Java's own idea of a home is the user database's: not where a container or a sandbox was told to write.
        String told = System.getenv("HOME");
        Path home = Path.of(told == null || told.isBlank() ? System.getProperty("user.home", "/") : told);
        return Files.isWritable(home)
                ? home.resolve(".local/state/belay")
                : Path.of(System.getProperty("java.io.tmpdir"), "belay-" + System.getProperty("user.name"));
    }
}
