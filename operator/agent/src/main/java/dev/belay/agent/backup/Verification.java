package dev.belay.agent.backup;

import dev.belay.agent.archive.ArchiveReader;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import org.jspecify.annotations.Nullable;

/** Checks a backup where it lies, as far as that goes without a PostgreSQL. */
public final class Verification {
    /**
     * What was checked.
     *
     * @param opened whether it was decrypted, unpacked and listed too, not only compared with its digest
     * @param globals whether roles and tablespaces are there, and were checked in the same way
     */
    public record Verified(
            boolean ok, String id, boolean opened, boolean globals, long storedBytes, int tables, long rows) {}

    private final StoredBackup backup;
    private final Progress progress;

    public Verification(StoredBackup backup, Progress progress) {
        this.backup = backup;
        this.progress = progress;
    }

    /**
     * Checks everything that can be checked.
     *
     * @param decryption null where there is no identity
     * @throws AgentException {@link Reason#RepositoryCorrupt}, {@link Reason#IdentityWrong}
     */
    public Verified run(@Nullable Decryption decryption) {
        progress.step("comparing what is stored with its digest");
        var content = new BackupContent(backup, progress);
        var globals = BackupContent.globals(backup, progress);
        content.mustBeAsStored();
        globals.ifPresent(BackupContent::mustBeAsStored);
        if (decryption != null) {
            progress.step("opening it");
            open(content, decryption);
            globals.ifPresent(roles -> roles.read(decryption, (bytes, length) -> {}));
        }
        var manifest = backup.manifest();
        return new Verified(
                true,
                backup.id(),
                decryption != null,
                globals.isPresent(),
                manifest.stored().bytes(),
                manifest.tableCount(),
                manifest.rows());
    }

    private void open(BackupContent content, Decryption decryption) {
        var archive = new ArchiveReader();
        try (var listing = new ArchiveListing()) {
            content.read(decryption, (bytes, length) -> {
                listing.add(bytes, length);
                archive.add(bytes, length);
                if (archive.isPastHead()) {
                    listing.end();
                }
            });
            listing.mustSucceed(Reason.RepositoryCorrupt);
        }
        var summary = archive.summary();
        var tables = backup.manifest().tables();
        if (summary.isPresent()
                && tables != null
                && (!summary.get().complete() || !summary.get().tables().equals(tables))) {
            throw new AgentException(
                    Reason.RepositoryCorrupt,
                    "backup " + backup.id() + " is damaged: its tables are not those of its manifest");
        }
    }
}
