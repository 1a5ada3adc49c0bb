package dev.belay.agent.encryption;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;
import java.util.List;

/** What happens to a backup on its way into the repository. Knows public keys only. */
public sealed interface Encryption {
    /** How manifests name it. */
    String kind();

    /** The public keys that backups are encrypted to; none without encryption. */
    List<String> recipients();

    /** A channel whose bytes arrive in the given one, encrypted; closing it closes both. */
    WritableByteChannel encrypt(WritableByteChannel out) throws IOException;

    /** What a policy asks for. */
    static Encryption of(dev.belay.api.policy.Encryption encryption) {
        return encryption.age() == null ? new None() : new Age(encryption.age().recipients());
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
        public WritableByteChannel encrypt(WritableByteChannel out) {
            return out;
        }
    }

    /** As <a href="https://age-encryption.org/v1">age-encryption.org/v1</a> says. */
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
        public WritableByteChannel encrypt(WritableByteChannel out) throws IOException {
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
}
