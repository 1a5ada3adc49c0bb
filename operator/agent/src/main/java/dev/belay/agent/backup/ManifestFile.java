package dev.belay.agent.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Manifests as bytes. */
final class ManifestFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ManifestFile() {}

    static byte[] write(Manifest manifest) {
        return Json.file(manifest);
    }

    /** @param where names it in the error: {@link Reason#RepositoryCorrupt} */
    static Manifest read(byte[] bytes, String where) {
        Manifest manifest;
        try {
            manifest = JSON.readValue(bytes, Manifest.class);
        } catch (IOException e) {
            throw new AgentException(Reason.RepositoryCorrupt, where + " is damaged: it cannot be read as JSON", e);
        }
        if (manifest == null || lacks(manifest)) {
            throw new AgentException(Reason.RepositoryCorrupt, where + " is damaged: parts of it are missing");
        }
        if (BackupId.time(manifest.id()).isEmpty()
                || !isTime(manifest.startedAt())
                || !isTime(manifest.completedAt())) {
            throw new AgentException(
                    Reason.RepositoryCorrupt, where + " is damaged: its id or its times are not such as Belay writes");
        }
        if (manifest.formatVersion() > Manifest.FORMAT_VERSION) {
            throw new AgentException(
                    Reason.RepositoryCorrupt,
                    where + " has format version " + manifest.formatVersion() + "; this Belay reads up to "
                            + Manifest.FORMAT_VERSION + ": use a newer one");
        }
        return manifest;
    }

    private static boolean isTime(String text) {
        try {
            return !Instant.parse(text).equals(Instant.MIN);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    @SuppressWarnings("NullAway") // JSON may lack what the record says is there.
    private static boolean lacks(Manifest m) {
        return m.id() == null
                || m.policy() == null
                || m.startedAt() == null
                || m.completedAt() == null
                || m.database() == null
                || m.database().name() == null
                || m.plain() == null
                || m.plain().sha256() == null
                || m.stored() == null
                || m.stored().sha256() == null
                || m.stored().bytes() <= 0
                || m.encryption() == null
                || m.encryption().kind() == null
                || m.encryption().recipients() == null;
    }
}
