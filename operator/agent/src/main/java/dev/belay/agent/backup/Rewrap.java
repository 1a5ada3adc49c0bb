package dev.belay.agent.backup;

import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Encrypts backups anew, without touching the dump: decrypted, the same compressed bytes go into new objects, and are
 * unpacked and compared with the manifest on their way. Only when the repository has confirmed these is the manifest
 * replaced, at once; only then are the old objects deleted. Cut off anywhere, the backup opens with the old keys or
 * with the new ones, as its manifest says.
 */
public final class Rewrap {
    /** Objects of two runs at once never share a name: nobody overwrites what the other's manifest leads to. */
    private static final int LARGEST_STEP = 1_000_000;

    private final Repository repository;
    private final Encryption encryption;
    private final Progress progress;
    private final RandomGenerator random;

    /** @param encryption that backups are to have */
    public Rewrap(Repository repository, Encryption encryption, Progress progress, RandomGenerator random) {
        this.repository = repository;
        this.encryption = encryption;
        this.progress = progress;
        this.random = random;
    }

    /** Whether a backup is encrypted to exactly these keys already. */
    public boolean isDone(Manifest manifest) {
        var to = manifest.encryption();
        return to.kind().equals(encryption.kind())
                && new HashSet<>(to.recipients()).equals(new HashSet<>(encryption.recipients()));
    }

    /**
     * Encrypts a backup anew.
     *
     * @param decryption that opens it as it is
     * @return its manifest from now on
     * @throws AgentException {@link Reason#RepositoryCorrupt} if it is damaged: then it stays as it is; what the
     *     repository throws
     */
    public Manifest run(StoredBackup backup, Decryption decryption) {
        var wrap = Math.addExact(backup.manifest().wrap(), random.nextInt(1, LARGEST_STEP));
        var written = new ArrayList<String>();
        StoredBackup fresh;
        try {
            fresh = copyAll(backup, decryption, wrap, written);
            mustBeAsItWas(backup);
        } catch (AgentException e) {
            giveUp(written);
            throw e;
        }
        replaceManifest(backup, fresh, written);
        if (!fresh.isWhole()) {
            throw deletedMeanwhile(backup);
        }
        deleteOld(backup);
        return fresh.manifest();
    }

    private StoredBackup copyAll(StoredBackup backup, Decryption decryption, int wrap, List<String> written) {
        var old = backup.manifest();
        var to = new Manifest.EncryptedTo(encryption.kind(), encryption.recipients());
        var data = copy(backup, backup.data(), decryption, wrap, written);
        var globals = backup.globals()
                .map(part -> new Manifest.Globals(part.plain(), copy(backup, part, decryption, wrap, written)))
                .orElse(null);
        return new StoredBackup(repository, backup.folder(), old.rewrapped(wrap, to, data, globals));
    }

    private Manifest.Content copy(
            StoredBackup backup, StoredBackup.Part part, Decryption decryption, int wrap, List<String> written) {
        var key = backup.folder() + StoredBackup.wrapped(part.name(), wrap);
        var stored = new Digest();
        try (var upload = repository.create(key)) {
            var channel = encryption.encrypt(new DigestingChannel(upload.channel(), stored), StoredBackup.labelOf(key));
            new BackupContent(backup, part, progress).copy(decryption, channel);
            channel.close();
            written.add(key);
            upload.complete();
        } catch (IOException | UncheckedIOException e) {
            throw new AgentException(Reason.RepositoryUnreachable, "storing " + key + " failed: " + e, e);
        }
        var content = stored.content();
        repository.confirm(key, content.bytes(), content.sha256());
        return content;
    }

    /** Retention may have deleted it, or another run encrypted it anew, while this one was copying. */
    private void mustBeAsItWas(StoredBackup backup) {
        if (!StoredBackup.at(repository, backup.folder()).manifest().equals(backup.manifest())) {
            throw new AgentException(
                    Reason.BackupNotFound,
                    "backup " + backup.id() + " was encrypted anew by another run meanwhile; this one leaves it so");
        }
    }

    private void replaceManifest(StoredBackup backup, StoredBackup fresh, List<String> written) {
        try {
            repository.put(backup.folder() + StoredBackup.MANIFEST, ManifestFile.write(fresh.manifest()));
        } catch (AgentException e) {
            // Else it may have come after the deed, or the deed after it: what nothing leads to is swept some day.
            var refused = e.reason() == Reason.NotEnoughSpace || e.reason() == Reason.RepositoryDenied;
            if (refused
                    && StoredBackup.at(repository, backup.folder()).manifest().equals(backup.manifest())) {
                giveUp(written);
            }
            throw e;
        }
    }

    /** Retention was at work in the moment between the last look and the new manifest: which must not outlive it. */
    private AgentException deletedMeanwhile(StoredBackup backup) {
        var manifest = backup.folder() + StoredBackup.MANIFEST;
        if (backup.isWhole()) {
            repository.put(manifest, ManifestFile.write(backup.manifest()));
        } else if (repository.list(backup.folder()).stream().noneMatch(o -> StoredBackup.isContent(o.key()))) {
            repository.delete(manifest);
        }
        return new AgentException(
                Reason.BackupNotFound, "backup " + backup.id() + " was deleted while it was encrypted anew");
    }

    /** Each by itself: that one is locked keeps no other readable with the old key. */
    private void deleteOld(StoredBackup backup) {
        Stream.concat(Stream.of(backup.data()), backup.globals().stream()).forEach(part -> {
            try {
                Locked.at(Instant.now(), () -> repository.lock(part.key()))
                        .ifPresentOrElse(
                                lock -> stays(backup, part, Locked.words(lock)), () -> repository.delete(part.key()));
            } catch (AgentException e) {
                stays(backup, part, e.text());
            }
        });
    }

    private void stays(StoredBackup backup, StoredBackup.Part part, String why) {
        progress.warn("backup " + backup.id() + " is encrypted anew, but its old " + part.name()
                + " stays, and opens with the old key: " + why
                + "; a later backup deletes it as soon as that is possible");
    }

    /** The manifest leads to the old objects still: these are of no use. */
    private void giveUp(List<String> written) {
        try {
            written.forEach(repository::delete);
        } catch (AgentException e) {
            progress.warn("what the failed run has written could not be deleted; a later backup does: " + e.text());
        }
    }
}
