package dev.belay.agent.encryption;

import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.security.GeneralSecurityException;
import java.util.List;
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
     * @throws AgentException {@link Reason#IdentityWrong} if the identity does not open them
     */
    InputStream decrypt(InputStream stored) throws IOException;

    /** For backups that were made without encryption. */
    record None() implements Decryption {
        @Override
        public void mustOpen(List<String> recipients) {
            // nothing is locked
        }

        @Override
        public InputStream decrypt(InputStream stored) {
            return stored;
        }
    }

    /** With the private key of one of the recipients. */
    record Age(AgeIdentity identity) implements Decryption {
        @Override
        public void mustOpen(List<String> recipients) {
            if (!recipients.contains(identity.recipient())) {
                throw wrong(null);
            }
        }

        @Override
        public InputStream decrypt(InputStream stored) throws IOException {
            try {
                return Channels.newInputStream(new StandardDecryptingChannelFactory()
                        .newDecryptingChannel(Channels.newChannel(stored), List.of(identity.reader())));
            } catch (GeneralSecurityException e) {
                throw wrong(e);
            }
        }

        private AgentException wrong(@Nullable Exception cause) {
            return new AgentException(
                    Reason.IdentityWrong,
                    "the backup is not encrypted to " + identity.recipient()
                            + ", the key of the identity at hand; put the identity there that it was made for",
                    cause);
        }
    }
}
