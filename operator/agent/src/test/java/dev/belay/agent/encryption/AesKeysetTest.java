package dev.belay.agent.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadParameters;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AesKeysetTest {
    private static final String LABEL = "20261121T020000Z-daily-3f9a1c/data";
    private static final byte[] PLAIN = new byte[300_000];

    static {
        new Random(1).nextBytes(PLAIN);
    }

    private final AesKeyset keyset = AesKeyset.generate();

    private static byte[] encrypt(AesKeyset keyset) throws IOException {
        var stored = new ByteArrayOutputStream();
        try (var out = new Encryption.Aes256(keyset).encrypt(Channels.newChannel(stored), LABEL)) {
            out.write(ByteBuffer.wrap(PLAIN));
        }
        return stored.toByteArray();
    }

    private static byte[] decrypt(AesKeyset keyset, byte[] stored, String label) throws IOException {
        return new Decryption.Aes256(keyset)
                .decrypt(new ByteArrayInputStream(stored), label)
                .readAllBytes();
    }

    @Test
    void aKeysetThatWasWrittenAndReadOpensWhatItLocked() throws IOException {
        var stored = encrypt(keyset);
        var read = AesKeyset.parse(keyset.secret());
        assertThat(read.primary()).isEqualTo(keyset.primary());
        assertThat(stored).hasSizeGreaterThan(PLAIN.length);
        assertThat(decrypt(read, stored, LABEL)).isEqualTo(PLAIN);
    }

    @Test
    void afterARotationTheNewKeyLocksAndTheOldOneStillOpens() throws IOException {
        var old = encrypt(keyset);
        var rotated = AesKeyset.parse(keyset.rotated().rotated().secret());
        assertThat(rotated.ids()).hasSize(3).contains(keyset.primary(), rotated.primary());
        assertThat(rotated.primary()).isNotEqualTo(keyset.primary());
        assertThat(new Encryption.Aes256(rotated).recipients()).containsExactly(rotated.primary());
        new Decryption.Aes256(rotated).mustOpen(List.of(keyset.primary()));
        assertThat(decrypt(rotated, old, LABEL)).isEqualTo(PLAIN);
        assertThat(decrypt(rotated, encrypt(rotated), LABEL)).isEqualTo(PLAIN);
        var fresh = encrypt(rotated);
        assertThatThrownBy(() -> decrypt(keyset, fresh, LABEL)).isInstanceOf(IOException.class);
    }

    @Test
    void anotherKeysetIsFoundOutBeforeAnythingIsRead() {
        var other = AesKeyset.generate();
        assertThatThrownBy(() -> new Decryption.Aes256(other).mustOpen(List.of(keyset.primary())))
                .satisfies(AesKeysetTest::isWrong)
                .hasMessageContaining(keyset.primary())
                .hasMessageContaining(other.primary());
    }

    /** Else one backup could be passed off as another, by whoever may write the repository. */
    @Test
    void anotherBackupsDataDoNotOpenInItsPlace() throws IOException {
        var stored = encrypt(keyset);
        assertThatThrownBy(() -> decrypt(keyset, stored, "20261121T030000Z-daily-3f9a1c/data"))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 65_535, 65_536, 131_072, 300_000})
    void whatIsCutOffOrChangedDoesNotOpen(int at) throws IOException {
        var stored = encrypt(keyset);
        var cut = java.util.Arrays.copyOf(stored, at);
        assertThatThrownBy(() -> decrypt(keyset, cut, LABEL)).isInstanceOf(IOException.class);
        stored[at] ^= 1;
        assertThatThrownBy(() -> decrypt(keyset, stored, LABEL)).isInstanceOf(IOException.class);
    }

    @Test
    void aKeysetOfTinksOwnToolsWillDo() throws Exception {
        var theirs = AesKeyset.parse(json(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB));
        assertThat(decrypt(theirs, encrypt(theirs), LABEL)).isEqualTo(PLAIN);
    }

    @Test
    void weakerOrOtherKeysAreRefused() throws Exception {
        for (var parameters : List.of(
                PredefinedStreamingAeadParameters.AES128_GCM_HKDF_4KB,
                PredefinedStreamingAeadParameters.AES256_CTR_HMAC_SHA256_4KB)) {
            var json = json(parameters);
            assertThatThrownBy(() -> AesKeyset.parse(json))
                    .satisfies(AesKeysetTest::isWrong)
                    .hasMessageContaining("AES256_GCM_HKDF");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "AGE-SECRET-KEY-1PLANTED", "{\"primaryKeyId\": 1, \"key\": [{\"PLANTED\": 1}]}"})
    void whatIsNoKeysetIsNotQuoted(String text) {
        assertThatThrownBy(() -> AesKeyset.parse(text))
                .satisfies(AesKeysetTest::isWrong)
                .hasMessageContaining("belay keygen --aes256")
                .hasMessageNotContaining("PLANTED")
                .hasNoCause();
    }

    private static String json(StreamingAeadParameters parameters) throws Exception {
        return TinkJsonProtoKeysetFormat.serializeKeyset(
                KeysetHandle.newBuilder()
                        .addEntry(KeysetHandle.generateEntryFromParameters(parameters)
                                .withRandomId()
                                .makePrimary())
                        .build(),
                InsecureSecretKeyAccess.get());
    }

    private static void isWrong(Throwable e) {
        assertThat(((AgentException) e).reason()).isEqualTo(Reason.IdentityWrong);
    }
}
