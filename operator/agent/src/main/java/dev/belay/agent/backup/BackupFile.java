package dev.belay.agent.backup;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.belay.agent.archive.ArchiveReader;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.policy.Secrets;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup that somebody brought by hand: its folder, its manifest, or its data under any name. Data without a manifest
 * are read once to find out what a manifest would say of them; whether they are whole, their encryption alone can tell.
 */
public final class BackupFile {
    private static final int BUFFER = 64 << 10;
    private static final byte[] AGE = "age-encryption.org/v1\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    private static final byte[] ARCHIVE = "PGDMP".getBytes(StandardCharsets.US_ASCII);

    private final Policy policy;
    private final Secrets secrets;
    private final Progress progress;
    private boolean hasManifest = true;

    public BackupFile(Policy policy, Secrets secrets, Progress progress) {
        this.policy = policy;
        this.secrets = secrets;
        this.progress = progress;
    }

    /**
     * Finds out what lies there.
     *
     * @throws AgentException {@link Reason#BackupNotFound}, {@link Reason#RepositoryCorrupt}, {@link Reason#IdentityMissing}
     */
    public StoredBackup open(Path path) {
        var file = path.toAbsolutePath().normalize();
        if (!Files.exists(file)) {
            throw new AgentException(Reason.BackupNotFound, "there is no file or folder " + path);
        }
        var folder = Files.isDirectory(file) ? file : file.resolveSibling("");
        var repository = new FolderRepository(folder);
        var name = String.valueOf(file.getFileName());
        if (Files.isDirectory(file) || name.equals(StoredBackup.MANIFEST)) {
            return StoredBackup.at(repository, "");
        }
        if (Files.exists(folder.resolve(StoredBackup.MANIFEST))) {
            var beside = StoredBackup.at(repository, "");
            return new StoredBackup(repository, "", beside.manifest(), name);
        }
        hasManifest = false;
        progress.warn("there is no manifest.json beside " + path + ": nothing but the file itself says whether it is"
                + " whole");
        progress.step("reading " + path);
        return described(new StoredBackup(repository, "", blank(file), name), file);
    }

    /** Whether a manifest told of what was opened, and not the file alone. */
    public boolean hasManifest() {
        return hasManifest;
    }

    private StoredBackup described(StoredBackup backup, Path file) {
        var plain = new Digest();
        var stored = new Digest();
        var archive = new ArchiveReader();
        var buffer = new byte[BUFFER];
        try (var in = new TappedStream(backup.open(backup.data()), stored::add)) {
            ZstdLibrary.load();
            var opened = decryption(backup).decrypt(in, backup.data().label());
            try (var dump = new ZstdInputStreamNoFinalizer(opened)) {
                for (var n = dump.read(buffer); n >= 0; n = dump.read(buffer)) {
                    plain.add(buffer, 0, n);
                    archive.add(buffer, n);
                    progress.at(plain.bytes(), archive.currentTable());
                }
                in.transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException e) {
            throw new AgentException(
                    Reason.RepositoryCorrupt,
                    file + " cannot be decrypted or unpacked: it is cut off or damaged" + elsewhere(backup) + ": "
                            + e.getMessage(),
                    e);
        }
        var summary = archive.summary().orElse(null);
        if (summary != null && !summary.complete()) {
            throw new AgentException(Reason.RepositoryCorrupt, file + " is cut off: tables have no data");
        }
        var draft = ManifestDraft.of(backup.manifest());
        draft.database = Manifest.Source.of(draft.database.name(), summary, null);
        draft.tools = Manifest.Tools.of(summary);
        draft.plain = plain.content();
        draft.stored = stored.content();
        draft.tables = summary == null ? null : summary.tables();
        return new StoredBackup(backup.repository(), "", draft.manifest(), backup.dataName());
    }

    /** It opens under the id of its backup only, which nothing but its place tells. */
    private static String elsewhere(StoredBackup backup) {
        return backup.manifest().encryption().kind().equals(Encryption.Aes256.KIND)
                ? ", or no backup at all, or it lies in no folder of its backup's id, without which AES-256 does not"
                        + " open it"
                : "";
    }

    /** The key for one of which no manifest says whom it is encrypted to. */
    public Decryption decryption(StoredBackup backup) {
        return Unlock.at(backup.manifest(), policy, secrets, Unlock.OldKeys.NONE);
    }

    /** As much as the file's name and head tell. */
    private Manifest blank(Path file) {
        var folder = String.valueOf(file.resolveSibling("").getFileName());
        var modified = modified(file);
        var id = BackupId.time(folder).isPresent() ? folder : BackupId.create(modified, null, new SecureRandom());
        return new ManifestDraft(
                        id,
                        policy.name(),
                        modified.toString(),
                        Manifest.Source.of("unknown", null, null),
                        new Manifest.EncryptedTo(kind(file), List.of()))
                .manifest();
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** How it is encrypted: AES-256-GCM of Tink has no mark of its own, and is what is left. */
    private String kind(Path file) {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            var head = in.readNBytes(AGE.length);
            if (startsWith(head, AGE)) {
                return Encryption.Age.KIND;
            }
            if (startsWith(head, ZSTD)) {
                return Encryption.None.KIND;
            }
            if (startsWith(head, ARCHIVE)) {
                throw new AgentException(
                        Reason.RepositoryCorrupt,
                        file + " is an archive of pg_dump's, not a backup: 'pg_restore -d NAME' brings it back");
            }
            if (policy.spec().encryption().aes256() == null) {
                throw new AgentException(
                        Reason.RepositoryCorrupt,
                        file + " begins as no backup does: its beginning is damaged, or it is no backup, or one under"
                                + " AES-256, for which the policy would have to name the keyset");
            }
            return Encryption.Aes256.KIND;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static boolean startsWith(byte[] head, byte[] mark) {
        return head.length >= mark.length && Arrays.equals(head, 0, mark.length, mark, 0, mark.length);
    }

    private static AgentException unreadable(Path file, @Nullable IOException cause) {
        return new AgentException(Reason.RepositoryUnreachable, file + " cannot be read: " + cause, cause);
    }
}
