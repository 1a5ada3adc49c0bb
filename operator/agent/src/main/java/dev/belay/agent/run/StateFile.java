package dev.belay.agent.run;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of one policy's schedule, in a file that is whole whenever the power fails. */
public final class StateFile {
    private static final String NAME = "run.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    /** @param folder of this policy alone */
    public StateFile(Path folder) {
        this.folder = folder;
    }

    /**
     * Where the state of a policy lies.
     *
     * @param asked what {@code --state} named; null for systemd's folder, or else the user's
     */
    public static Path folder(@Nullable Path asked, String policy) {
        if (asked != null) {
            return asked.resolve(policy);
        }
        var systemd = System.getenv("STATE_DIRECTORY");
        if (systemd != null && !systemd.isEmpty()) {
            return Path.of(systemd.split(":", -1)[0]).resolve(policy);
        }
        var user = System.getenv("XDG_STATE_HOME");
        var base = user == null || user.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(user);
        return base.resolve("belay").resolve(policy);
    }

    /**
     * Makes sure that a folder which somebody has named is there: behind a slip of the pen it would look as if no schedule
     * had ever been kept.
     *
     * @throws AgentException {@link Reason#StateUnusable}
     */
    public static void mustBeThere(Path named) {
        try (var _ = Files.newDirectoryStream(named)) {
            return;
        } catch (IOException e) {
            throw new AgentException(
                    Reason.StateUnusable,
                    "cannot look into the state folder " + named + ": " + e
                            + "; name with --state DIR the one that 'belay run' was given",
                    e);
        }
    }

    /**
     * Reads it; an empty one where there is none yet.
     *
     * @throws AgentException {@link Reason#StateUnusable}
     */
    public RunState read() {
        try {
            return JSON.readValue(Files.readAllBytes(folder.resolve(NAME)), RunState.class);
        } catch (NoSuchFileException e) {
            return RunState.EMPTY;
        } catch (JacksonException e) {
            throw new AgentException(
                    Reason.StateUnusable,
                    folder.resolve(NAME) + " is damaged (" + e.getOriginalMessage()
                            + "); delete it, then the schedule starts anew: backups are not touched",
                    e);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Whether {@code belay run} has ever kept a schedule here. */
    public boolean isUsed() {
        return Files.exists(folder.resolve(NAME));
    }

    /** Who keeps the schedule now; empty for nobody. */
    public Optional<String> keeper() {
        return RunLock.holder(folder);
    }

    /** Makes the folder, for us alone. */
    void prepare() {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Keeps others from it; throws AlreadyRunning. */
    RunLock lock() {
        return RunLock.take(folder);
    }

    /** Replaces it: after a power failure the old or the new one is there, never half of one. */
    void write(RunState state) {
        var next = folder.resolve(NAME + ".next");
        try {
            try (var channel = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(state));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(next, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true); // the rename itself
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private AgentException unusable(IOException e) {
        return new AgentException(
                Reason.StateUnusable,
                "cannot use the state folder " + folder + ": " + e + "; name one that we may write to with --state DIR",
                e);
    }
}
