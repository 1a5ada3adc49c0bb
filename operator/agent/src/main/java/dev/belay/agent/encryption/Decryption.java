package dev.belay.agent.encryption;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happens to a backup on its way out of the repository. */
public sealed interface Decryption {

    /**
     * Makes sure, before any data is read, that a backup encrypted to these keys can be opened.
     *
     * @throws AgentException {@link Reason#IdentityWrong} if it cannot
     */
    void mustOpen(List<String> recipients);

    /**
     * The plain bytes of stored ones.
     *
     * @param label that they were encrypted under
     * @throws AgentException {@link Reason#IdentityWrong} if the identity does not open them
     */
    InputStream decrypt(InputStream stored, String label) throws IOException;

    /** Whether no byte of it comes out that is not as it was encrypted. */
    default boolean authenticates() {
        return true;
    }

    /** For backups that were made without encryption. */
    record None() implements Decryption {
        @Override
        public boolean authenticates() {
            return false;
        }

        @Override
        public void mustOpen(List<String> recipients) {
            // nothing is locked
        }

        @Override
        public InputStream decrypt(InputStream stored, String label) {
            return stored;
        }
    }

    /**
     * With the private key of one of the recipients.
     *
     * @param identities at least one; whichever fits is taken
     */
    record Age(List<AgeIdentity> identities) implements Decryption {
        @Override
        public void mustOpen(List<String> recipients) {
            if (identities.stream().map(AgeIdentity::recipient).noneMatch(recipients::contains)) {
                throw wrong(null);
            }
        }

        @Override
        public InputStream decrypt(InputStream stored, String label) throws IOException {
            try {
                var readers = new ArrayList<RecipientStanzaReader>();
                for (var identity : identities) {
                    readers.add(identity.reader());
                }
                return Channels.newInputStream(new StandardDecryptingChannelFactory()
                        .newDecryptingChannel(Channels.newChannel(stored), readers));
            } catch (GeneralSecurityException e) {
                throw wrong(e);
            }
        }

        private AgentException wrong(@Nullable Exception cause) {
            return new AgentException(
                    Reason.IdentityWrong,
                    "the backup is not encrypted to "
                            + identities.stream().map(AgeIdentity::recipient).collect(Collectors.joining(" or "))
                            + ", the key of the identity at hand; put the identity there that it was made for",
                    cause);
        }
    }

    /** With whichever key of a keyset fits. */
    record Aes256(AesKeyset keyset) implements Decryption {
        @Override
        public void mustOpen(List<String> recipients) {
            if (keyset.ids().stream().noneMatch(recipients::contains)) {
                throw wrong(String.join(", ", recipients), null);
            }
        }

        @Override
        public InputStream decrypt(InputStream stored, String label) throws IOException {
            try {
                return keyset.cipher().newDecryptingStream(stored, label.getBytes(StandardCharsets.UTF_8));
            } catch (GeneralSecurityException e) {
                throw wrong("another key", e);
            }
        }

        private AgentException wrong(String key, @Nullable Exception cause) {
            return new AgentException(
                    Reason.IdentityWrong,
                    "the backup is encrypted with the key " + key + ", and the keyset at hand holds "
                            + String.join(", ", keyset.ids()) + "; put the keyset there that it was made with",
                    cause);
        }
    }
}
