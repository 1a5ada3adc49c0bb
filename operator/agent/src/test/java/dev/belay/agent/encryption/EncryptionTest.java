package dev.belay.agent.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

class EncryptionTest {
    private final AgeIdentity identity = AgeIdentity.generate();

    private byte[] encrypt(byte[] plain) throws IOException {
        var stored = new ByteArrayOutputStream();
        try (var out =
                new Encryption.Age(List.of(identity.recipient())).encrypt(Channels.newChannel(stored), "id/data")) {
            out.write(ByteBuffer.wrap(plain));
        }
        return stored.toByteArray();
    }

    @Test
    void anIdentityOpensWhatItsRecipientLocked() throws IOException {
        var plain = new byte[200_000];
        new Random(1).nextBytes(plain);
        var read = AgeIdentity.parseAll("# a comment\n" + identity.secret() + "\n");
        assertThat(read).extracting(AgeIdentity::recipient).containsExactly(identity.recipient());
        var decryption = new Decryption.Age(read);
        decryption.mustOpen(List.of("age1other", identity.recipient()));
        assertThat(decryption
                        .decrypt(new ByteArrayInputStream(encrypt(plain)), "id/data")
                        .readAllBytes())
                .isEqualTo(plain);
    }

    @Test
    void afterAChangeOfKeysTheOldOneStillOpensWhatItMade() throws IOException {
        var both = AgeIdentity.parseAll(AgeIdentity.generate().secret() + "\r\n" + identity.secret() + "\r\n");
        var decryption = new Decryption.Age(both);
        decryption.mustOpen(List.of(identity.recipient()));
        assertThat(decryption
                        .decrypt(new ByteArrayInputStream(encrypt(new byte[] {7})), "id/data")
                        .readAllBytes())
                .containsExactly(7);
    }

    @Test
    void eitherOfTwoRecipientsOpensIt() throws IOException {
        var second = AgeIdentity.generate();
        var stored = new ByteArrayOutputStream();
        try (var out = new Encryption.Age(List.of(identity.recipient(), second.recipient()))
                .encrypt(Channels.newChannel(stored), "id/data")) {
            out.write(ByteBuffer.wrap(new byte[] {9}));
        }
        for (var one : List.of(identity, second)) {
            var decryption = new Decryption.Age(List.of(one));
            decryption.mustOpen(List.of(identity.recipient(), second.recipient()));
            assertThat(decryption.decrypt(new ByteArrayInputStream(stored.toByteArray()), "id/data"))
                    .hasBinaryContent(new byte[] {9});
        }
    }

    @Test
    void anotherIdentityDoesNot() throws IOException {
        var other = new Decryption.Age(List.of(AgeIdentity.generate()));
        var stored = encrypt(new byte[] {1});
        assertThatThrownBy(() -> other.mustOpen(List.of(identity.recipient()))).satisfies(EncryptionTest::isWrong);
        assertThatThrownBy(() -> other.decrypt(new ByteArrayInputStream(stored), "id/data"))
                .satisfies(EncryptionTest::isWrong);
    }

    @Test
    void whatIsNoIdentityIsNotQuoted() {
        assertThatThrownBy(() -> AgeIdentity.parseAll("AGE-SECRET-KEY-1NOTONE"))
                .satisfies(EncryptionTest::isWrong)
                .hasMessageNotContaining("NOTONE")
                .hasNoCause();
    }

    @Test
    void whatIsNoRecipientIsRefusedAtOnce() {
        assertThatThrownBy(() -> new Encryption.Age(List.of("age1typo"))).hasMessageContaining("belay keygen");
    }

    private static void isWrong(Throwable e) {
        assertThat(((AgentException) e).reason()).isEqualTo(Reason.IdentityWrong);
    }
}
