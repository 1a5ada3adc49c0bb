package dev.belay.agent.backup;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.repository.Repository;
import dev.belay.agent.repository.Upload;
import java.io.IOException;
import java.nio.channels.Channels;

/**
 * Writes one object of a backup: what comes in is compressed, encrypted and stored by a thread of its own. Nobody sees
 * the object before {@link #complete}; closing it before leaves nothing.
 */
final class ObjectWriter implements AutoCloseable {
    /** A third less work than zstd's own default of 3, and about the same size: docs/adr/0004. */
    private static final int ZSTD_LEVEL = 1;

    private final Upload upload;
    private final Digest plain = new Digest();
    private final Digest stored = new Digest();
    private final HandOff handOff;

    ObjectWriter(Repository repository, String key, Encryption encryption) throws IOException {
        this(repository.create(key), encryption, StoredBackup.labelOf(key));
    }

    /** @param label of what is encrypted */
    ObjectWriter(Upload upload, Encryption encryption, String label) throws IOException {
        this.upload = upload;
        try {
            ZstdLibrary.load();
            var channel = encryption.encrypt(new DigestingChannel(upload.channel(), stored), label);
            handOff = new HandOff(new ZstdOutputStreamNoFinalizer(Channels.newOutputStream(channel), ZSTD_LEVEL));
        } catch (IOException | RuntimeException e) {
            upload.close();
            throw e;
        }
    }

    /** A buffer to fill with what comes next. */
    HandOff.Piece take() throws IOException {
        return handOff.take();
    }

    /** Hands a filled buffer on. */
    void give(HandOff.Piece piece) {
        plain.add(piece.bytes, 0, piece.length);
        handOff.give(piece);
    }

    /** How much came in. */
    long bytes() {
        return plain.bytes();
    }

    /** Waits until all is with the repository, which still shows it to nobody. */
    void finish() throws IOException {
        handOff.finish();
    }

    /** Makes the object visible. */
    Written complete() {
        upload.complete();
        return new Written(plain.content(), stored.content());
    }

    /** What came in, and what lies in the repository. */
    record Written(Manifest.Content plain, Manifest.Content stored) {}

    @Override
    public void close() {
        handOff.close();
        upload.close();
    }
}
