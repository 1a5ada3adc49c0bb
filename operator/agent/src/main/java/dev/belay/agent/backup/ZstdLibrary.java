package dev.belay.agent.backup;

import com.github.luben.zstd.util.Native;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The part of zstd that is no Java. It is unpacked into the folder for temporary files, loaded, and deleted at once: left
 * to itself, zstd-jni deletes it at the end of the process, and every one that was killed has left a megabyte.
 */
final class ZstdLibrary {
    private static final String PREFIX = "belay-zstd-";

    /** Nobody takes as long to load a file. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private ZstdLibrary() {}

    /**
     * Loads it, if it is not loaded yet.
     *
     * @throws AgentException {@link Reason#NotEnoughSpace} if it cannot be unpacked
     */
    static synchronized void load() {
        if (Native.isLoaded()) {
            return;
        }
        try {
            var folder = Files.createTempDirectory(PREFIX);
            try {
                sweep(folder);
                Native.load(folder.toFile());
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException | LinkageError e) {
            throw cannotLoad(e);
        }
    }

    private static AgentException cannotLoad(Throwable e) {
        return new AgentException(
                Reason.NotEnoughSpace,
                "the compression library cannot be unpacked into the folder for temporary files ("
                        + System.getProperty("java.io.tmpdir") + "): " + e.getMessage()
                        + "; make room there, or name another one by java -Djava.io.tmpdir",
                e);
    }

    /** Those of processes that were killed between unpacking and deleting. */
    private static void sweep(Path ours) {
        var before = Instant.now().minus(ABANDONED);
        try (var folders = Files.newDirectoryStream(ours.resolveSibling(""), PREFIX + "*")) {
            for (var folder : folders) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(ours))
                        && Files.getLastModifiedTime(folder).toInstant().isBefore(before)) {
                    Folders.delete(folder);
                }
            }
        } catch (IOException e) {
            return; // another run was faster, or it is somebody else's
        }
    }
}
