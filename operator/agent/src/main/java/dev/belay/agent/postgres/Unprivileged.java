package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who runs a PostgreSQL server: ourselves, or, where we are root, a user that is not. */
final class Unprivileged {
    private static final List<String> CANDIDATES = List.of("postgres", "nobody");

    private final @Nullable UserPrincipal user;

    private Unprivileged(@Nullable UserPrincipal user) {
        this.user = user;
    }

    static Unprivileged find() {
        try {
            if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
                return new Unprivileged(null);
            }
        } catch (IOException e) {
            return new Unprivileged(null);
        }
        return new Unprivileged(CANDIDATES.stream()
                .flatMap(name -> lookUp(name).stream())
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        Reason.Internal,
                        "PostgreSQL does not run as root, and there is no user postgres or nobody to run it")));
    }

    private static Optional<UserPrincipal> lookUp(String name) {
        try {
            return Optional.of(
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name));
        } catch (UserPrincipalNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look up the user " + name, e);
        }
    }

    /** What stands before a command so that this user runs it. */
    List<String> prefix() {
        return user == null ? List.of() : List.of("runuser", "-u", user.getName(), "--");
    }

    /** A new folder for temporary files that only this user, and root, may enter. */
    Path createFolder(String prefix) {
        try {
            var folder = Files.createTempDirectory(
                    prefix, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            give(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a folder for temporary files", e);
        }
    }

    /** Makes a file this user's. */
    void give(Path file) throws IOException {
        if (user != null) {
            Files.setOwner(file, user);
        }
    }
}
