package dev.belay.agent.backup;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads an object of a backup, and believes nothing of it that its manifest's digests do not say. */
public final class BackupContent {
    private static final int BUFFER = 64 << 10;

    private final StoredBackup backup;
    private final StoredBackup.Part part;
    private final Progress progress;

    /** The dump. */
    public BackupContent(StoredBackup backup, Progress progress) {
        this(backup, backup.data(), progress);
    }

    /** Any of its objects. */
    BackupContent(StoredBackup backup, StoredBackup.Part part, Progress progress) {
        this.backup = backup;
        this.part = part;
        this.progress = progress;
    }

    /** The roles and tablespaces; empty where the backup was made without. */
    public static Optional<BackupContent> globals(StoredBackup backup, Progress progress) {
        return backup.globals().map(part -> new BackupContent(backup, part, progress));
    }

    /** Takes the plain bytes as they come. */
    public interface Sink {
        /** The next ones. The array is used again. */
        void take(byte[] bytes, int length) throws IOException;
    }

    /**
     * Reads all that is stored and compares it with the manifest.
     *
     * @throws AgentException {@link Reason#RepositoryCorrupt} if a byte is missing, too much or not the same
     */
    public void mustBeAsStored() {
        var digest = new Digest();
        var buffer = new byte[BUFFER];
        try (var in = backup.open(part)) {
            for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.add(buffer, 0, n);
                progress.at(digest.bytes(), null);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        compare(part.name() + " object", digest.content(), part.stored());
    }

    /**
     * Decrypts and unpacks it all, and compares what is stored and what is in it with the manifest at the end: a sink
     * must not make final what it was given before this returns.
     *
     * @throws AgentException {@link Reason#IdentityWrong}, {@link Reason#RepositoryCorrupt},
     *     {@link Reason#RepositoryUnreachable}; what the sink throws comes through as {@link UncheckedIOException}
     */
    public void read(Decryption decryption, Sink sink) {
        read(stored -> decrypted(decryption, stored), sink);
    }

    /**
     * Decrypts it, and hands it on as it is compressed; meanwhile it is unpacked and compared with the manifest, so that
     * what was handed on must not be made final before this returns.
     *
     * @throws AgentException as in {@link #read}; {@link UncheckedIOException} likewise
     */
    void copy(Decryption decryption, WritableByteChannel compressed) {
        read(stored -> TappedStream.copying(decrypted(decryption, stored), compressed), (bytes, length) -> {});
    }

    private void read(UnaryOperator<InputStream> decrypted, Sink sink) {
        var digest = new Digest();
        var stored = new Digest();
        try (var in = new TappedStream(backup.open(part), stored::add)) {
            try {
                unpack(in, decrypted, sink, digest);
            } catch (AgentException e) {
                if (e.reason() == Reason.RepositoryCorrupt || e.reason() == Reason.IdentityWrong) {
                    // Says how much of it is there, or that its digest is another: where the beginning is damaged, no
                    // key fits, and nobody should look for another one.
                    mustBeWhole(in, stored);
                }
                throw e;
            }
            mustBeWhole(in, stored);
        } catch (IOException e) {
            throw unreadable(e);
        }
        compare("unpacked " + part.name(), digest.content(), part.plain());
    }

    private void unpack(InputStream stored, UnaryOperator<InputStream> decrypted, Sink sink, Digest digest)
            throws IOException {
        var buffer = new byte[BUFFER];
        ZstdLibrary.load();
        try (var plain = new ZstdInputStreamNoFinalizer(decrypted.apply(new StoredStream(stored, this::unreadable)))) {
            for (var n = next(plain, buffer); n >= 0; n = next(plain, buffer)) {
                digest.add(buffer, 0, n);
                give(sink, buffer, n);
                progress.at(digest.bytes(), null);
            }
        }
    }

    private void mustBeWhole(InputStream stored, Digest digest) throws IOException {
        stored.transferTo(OutputStream.nullOutputStream());
        compare(part.name() + " object", digest.content(), part.stored());
    }

    private InputStream decrypted(Decryption decryption, InputStream stored) {
        try {
            return decryption.decrypt(stored, part.label());
        } catch (IOException e) {
            throw corrupt("its encryption is damaged: " + e.getMessage(), e);
        }
    }

    private int next(InputStream plain, byte[] buffer) {
        try {
            return plain.read(buffer);
        } catch (IOException e) {
            throw corrupt("it cannot be decrypted or unpacked: " + e.getMessage(), e);
        }
    }

    private static void give(Sink sink, byte[] buffer, int length) {
        try {
            sink.take(buffer, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compare(String what, Manifest.Content found, Manifest.Content expected) {
        if (found.bytes() < expected.bytes()) {
            throw corrupt(
                    "the " + what + " is cut off: " + found.bytes() + " of " + expected.bytes() + " bytes are there",
                    null);
        }
        if (!found.equals(expected)) {
            throw corrupt(
                    "the " + what + " is not what was stored: its SHA-256 is " + found.sha256() + ", not "
                            + expected.sha256(),
                    null);
        }
    }

    private AgentException unreadable(IOException e) {
        return new AgentException(Reason.RepositoryUnreachable, "reading backup " + backup.id() + " failed: " + e, e);
    }

    private AgentException corrupt(String what, @Nullable Exception cause) {
        return new AgentException(
                Reason.RepositoryCorrupt,
                "backup " + backup.id() + " is damaged: " + what + "; take another one ('belay backup list')",
                cause);
    }

    /** The bytes written to a stream, as a sink. */
    public static Sink into(OutputStream out) {
        return (bytes, length) -> out.write(bytes, 0, length);
    }
}
