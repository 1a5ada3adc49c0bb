package dev.belay.agent.repository;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads back what was stored. */
final class StoredDigest {
    private static final int BUFFER = 64 << 10;

    private StoredDigest() {}

    /** Reads an object to its end, closes it, and throws {@link Reason#RepositoryCorrupt} if it is not what was sent. */
    static void mustBe(InputStream object, long bytes, String sha256, String place) {
        try (object) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[BUFFER];
            var size = 0L;
            for (var n = object.read(buffer); n >= 0; n = object.read(buffer)) {
                digest.update(buffer, 0, n);
                size += n;
            }
            if (size != bytes || !HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
                throw new AgentException(
                        Reason.RepositoryCorrupt, place + " does not hold what was sent to it; check the storage");
            }
        } catch (IOException e) {
            throw new AgentException(Reason.RepositoryUnreachable, place + " cannot be read back: " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has SHA-256
        }
    }
}
