package dev.belay.agent.encryption;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.bech32.Bech32;
import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.List;
import javax.crypto.KeyAgreement;

/** A private key of age with its public one. */
public final class AgeIdentity {
    /** What a secret calls a file of them. */
    public static final String KEY = "identity";

    private static final String CURVE = "X25519";
    private static final int KEY_BYTES = 32;

    private final String secret;
    private final String recipient;

    private AgeIdentity(String secret, String recipient) {
        this.secret = secret;
        this.recipient = recipient;
    }

    /** A new key pair. */
    public static AgeIdentity generate() {
        try {
            var pair = new X25519KeyPairGenerator().generateKeyPair();
            return new AgeIdentity(
                    new String(pair.getPrivate().getEncoded(), StandardCharsets.US_ASCII),
                    new String(pair.getPublic().getEncoded(), StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new AgentException(Reason.Internal, "this Java cannot make keys: " + e.getMessage(), e);
        }
    }

    /**
     * Reads an identity file: comments and one key a line, as {@code age-keygen} and {@code belay keygen} write it. After
     * a change of keys it holds the old one and the new one.
     *
     * @return at least one
     * @throws AgentException {@link Reason#IdentityWrong} if a line is no key, or there is none
     */
    public static List<AgeIdentity> parseAll(String text) {
        var keys = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(AgeIdentity::parse)
                .toList();
        return keys.isEmpty() ? List.of(parse("")) : keys;
    }

    private static AgeIdentity parse(String key) {
        try {
            X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(key);
            return new AgeIdentity(
                    key, publicKey(Bech32.getDecoder().decode(key).getData()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without the cause: its message may quote the key.
            throw new AgentException(
                    Reason.IdentityWrong,
                    "the identity is not an age private key (AGE-SECRET-KEY-1…); 'belay keygen' makes one");
        }
    }

    /** The text of the private key. */
    public String secret() {
        return secret;
    }

    /** The public key, {@code age1…}. */
    public String recipient() {
        return recipient;
    }

    RecipientStanzaReader reader() throws GeneralSecurityException {
        return X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(secret);
    }

    /** The public key is what a key agreement with the curve's base point (u = 9) comes to. */
    private static String publicKey(byte[] privateKey) throws GeneralSecurityException {
        var keys = KeyFactory.getInstance(CURVE);
        var agreement = KeyAgreement.getInstance(CURVE);
        agreement.init(keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, privateKey)));
        var base = (XECPublicKey)
                keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BigInteger.valueOf(9)));
        agreement.doPhase(base, true);
        var secret = agreement.generateSecret();
        if (secret.length != KEY_BYTES) {
            throw new GeneralSecurityException("an X25519 key has " + KEY_BYTES + " bytes");
        }
        return Bech32.getEncoder().encode("age", secret).toString();
    }

    @Override
    public String toString() {
        return recipient;
    }
}
