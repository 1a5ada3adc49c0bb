package dev.belay.agent.encryption;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Secrets;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;

/** What happens to a backup on its way into the repository. */
public sealed interface Encryption {
    /** How manifests name it. */
    String kind();

    /** What tells the keys that open it, and is no secret: age's public keys, the number of an AES key; none without. */
    List<String> recipients();

    /**
     * A channel whose bytes arrive in the given one, encrypted; closing it closes both.
     *
     * @param label of what is encrypted, {@code ID/OBJECT}: where the format allows, it opens under this label only
     */
    WritableByteChannel encrypt(WritableByteChannel out, String label) throws IOException;

    /** The name of what a policy asks for. */
    static String kindOf(dev.belay.api.policy.Encryption encryption) {
        if (encryption.age() != null) {
            return Age.KIND;
        }
        return encryption.aes256() == null ? None.KIND : Aes256.KIND;
    }

    /**
     * What a policy asks for.
     *
     * @throws AgentException {@link Reason#PolicyInvalid}, {@link Reason#SecretMissing}, {@link Reason#IdentityWrong}
     */
    static Encryption of(dev.belay.api.policy.Encryption encryption, Secrets secrets) {
        if (encryption.age() != null) {
            return new Age(encryption.age().recipients());
        }
        return encryption.aes256() == null
                ? new None()
                : new Aes256(AesKeyset.parse(secrets.secret(encryption.aes256().keyset(), AesKeyset.KEY)));
    }

    /** Nothing happens. */
    record None() implements Encryption {
        public static final String KIND = "none";

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public List<String> recipients() {
            return List.of();
        }

        @Override
        public WritableByteChannel encrypt(WritableByteChannel out, String label) {
            return out;
        }
    }

    /** As <a href="https://age-encryption.org/v1">age-encryption.org/v1</a> says: knows public keys only. */
    record Age(List<String> recipients) implements Encryption {
        public static final String KIND = "age";

        /** Checks the keys, so that a typing error shows before the dump starts. */
        public Age {
            recipients = List.copyOf(recipients);
            recipients.forEach(Age::writer);
        }

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public WritableByteChannel encrypt(WritableByteChannel out, String label) throws IOException {
            try {
                return new StandardEncryptingChannelFactory()
                        .newEncryptingChannel(
                                out, recipients.stream().map(Age::writer).toList());
            } catch (GeneralSecurityException e) {
                throw new AgentException(Reason.Internal, "this Java cannot encrypt: " + e.getMessage(), e);
            }
        }

        private static RecipientStanzaWriter writer(String recipient) {
            try {
                return X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient);
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new AgentException(
                        Reason.PolicyInvalid,
                        "spec.encryption.age.recipients: '" + recipient
                                + "' is not an age public key (age1…); 'belay keygen' makes one",
                        e);
            }
        }
    }

    /** Tink's streaming AES-256-GCM under the keyset's primary. The label is its associated data. */
    record Aes256(AesKeyset keyset) implements Encryption {
        public static final String KIND = "aes256";

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public List<String> recipients() {
            return List.of(keyset.primary());
        }

        @Override
        public WritableByteChannel encrypt(WritableByteChannel out, String label) throws IOException {
            try {
                return keyset.cipher().newEncryptingChannel(out, label.getBytes(StandardCharsets.UTF_8));
            } catch (GeneralSecurityException e) {
                throw new AgentException(Reason.Internal, "this Java cannot encrypt: " + e.getMessage(), e);
            }
        }
    }
}
