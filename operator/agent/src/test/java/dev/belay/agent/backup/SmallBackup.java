package dev.belay.agent.backup;

import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.repository.Repository;
import java.io.IOException;

/** A whole backup of given bytes, stored without a PostgreSQL. */
final class SmallBackup {
    private SmallBackup() {}

    /** Stores one of the policy {@code shop}. */
    static StoredBackup store(Repository repository, String id, Encryption encryption, byte[] dump, byte[] roles)
            throws IOException {
        var folder = "shop/" + id + "/";
        var data = write(repository, folder + StoredBackup.DATA, dump, encryption);
        var globals = write(repository, folder + StoredBackup.GLOBALS, roles, encryption);
        var draft = ManifestDraft.of(Manifests.of("daily", "2026-11-21T08:30:00Z", id));
        draft.plain = data.plain();
        draft.stored = data.stored();
        draft.encryption = new Manifest.EncryptedTo(encryption.kind(), encryption.recipients());
        draft.globals = new Manifest.Globals(globals.plain(), globals.stored());
        repository.put(folder + StoredBackup.MANIFEST, ManifestFile.write(draft.manifest()));
        return StoredBackup.at(repository, folder);
    }

    /** Stores an object of it, over one that is there. */
    static ObjectWriter.Written write(Repository repository, String key, byte[] content, Encryption encryption)
            throws IOException {
        try (var writer = new ObjectWriter(repository, key, encryption)) {
            for (var at = 0; at < content.length; ) {
                var piece = writer.take();
                piece.length = Math.min(piece.bytes.length, content.length - at);
                System.arraycopy(content, at, piece.bytes, 0, piece.length);
                at += piece.length;
                writer.give(piece);
            }
            writer.finish();
            return writer.complete();
        }
    }
}
