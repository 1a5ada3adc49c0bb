package dev.belay.agent.encryption;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters.HashType;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Keys of AES-256-GCM in a <a href="https://developers.google.com/tink">Tink</a> keyset: the primary locks, every one
 * opens what it once locked.
 */
public final class AesKeyset {
    /** What a secret calls it. */
    public static final String KEY = "keyset";

    private static final int KEY_BYTES = 32;

    /** Measured: of Tink's sizes 4 KiB is as fast to write and slower to read, 1 MiB takes six times as long when cold. */
    private static final int SEGMENT_BYTES = 64 << 10;

    /** Two segments at once must fit into a Job's memory, many times over. */
    private static final int LARGEST_SEGMENT_BYTES = 1 << 20;

    static {
        try {
            StreamingAeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // only if somebody had put other ciphers into their place
        }
    }

    private final KeysetHandle keys;

    private AesKeyset(KeysetHandle keys) {
        this.keys = keys;
    }

    /** A keyset of one new key. */
    public static AesKeyset generate() {
        return withNewPrimary(KeysetHandle.newBuilder());
    }

    /**
     * Reads a keyset in Tink's JSON format.
     *
     * @throws AgentException {@link Reason#IdentityWrong} if it is none, or not one of AES-256-GCM for streams
     */
    public static AesKeyset parse(String json) {
        KeysetHandle keys;
        try {
            keys = TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException | RuntimeException e) {
            // Without the cause: its message may quote the key.
            throw wrong("is not a Tink JSON keyset");
        }
        for (var i = 0; i < keys.size(); i++) {
            if (keys.getAt(i).getStatus() == KeyStatus.ENABLED) {
                mustBeAes256(keys.getAt(i));
            }
        }
        return new AesKeyset(keys);
    }

    private static void mustBeAes256(KeysetHandle.Entry entry) {
        if (!(entry.getKey().getParameters() instanceof AesGcmHkdfStreamingParameters p)
                || p.getDerivedAesGcmKeySizeBytes() != KEY_BYTES) {
            throw wrong("holds the key " + id(entry) + ", which is not for streams of AES-256-GCM (AES256_GCM_HKDF)");
        }
        if (p.getCiphertextSegmentSizeBytes() > LARGEST_SEGMENT_BYTES) {
            throw wrong("holds the key " + id(entry) + ", whose segments are larger than "
                    + (LARGEST_SEGMENT_BYTES >> 20) + " MiB");
        }
    }

    /** The same keys and a new one, which is the primary from now on. */
    public AesKeyset rotated() {
        return withNewPrimary(KeysetHandle.newBuilder(keys));
    }

    private static AesKeyset withNewPrimary(KeysetHandle.Builder keys) {
        try {
            var parameters = AesGcmHkdfStreamingParameters.builder()
                    .setKeySizeBytes(KEY_BYTES)
                    .setDerivedAesGcmKeySizeBytes(KEY_BYTES)
                    .setHkdfHashType(HashType.SHA256)
                    .setCiphertextSegmentSizeBytes(SEGMENT_BYTES)
                    .build();
            return new AesKeyset(keys.addEntry(KeysetHandle.generateEntryFromParameters(parameters)
                            .withRandomId()
                            .makePrimary())
                    .build());
        } catch (GeneralSecurityException e) {
            throw new AgentException(Reason.Internal, "this Java cannot make keys: " + e.getMessage(), e);
        }
    }

    /** The number that Tink gave the key that locks: it tells keys apart, and nothing of them. */
    public String primary() {
        return id(keys.getPrimary());
    }

    /** The numbers of all keys that open. */
    public List<String> ids() {
        return IntStream.range(0, keys.size())
                .mapToObj(keys::getAt)
                .filter(entry -> entry.getStatus() == KeyStatus.ENABLED)
                .map(AesKeyset::id)
                .toList();
    }

    /** The keyset with its keys in clear, as Tink's JSON: for the secret's file, and nothing else. */
    public String secret() {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // a keyset that was made or read can be written
        }
    }

    StreamingAead cipher() throws GeneralSecurityException {
        return keys.getPrimitive(RegistryConfiguration.get(), StreamingAead.class);
    }

    /** As Tink's own tools show it: an unsigned number. */
    private static String id(KeysetHandle.Entry entry) {
        return Integer.toUnsignedString(entry.getId());
    }

    private static AgentException wrong(String what) {
        return new AgentException(
                Reason.IdentityWrong, "the keyset " + what + "; 'belay keygen --aes256' makes one that fits");
    }

    @Override
    public String toString() {
        return "keyset of " + String.join(", ", ids());
    }
}
