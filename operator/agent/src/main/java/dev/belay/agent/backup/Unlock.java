package dev.belay.agent.backup;

import dev.belay.agent.encryption.AesKeyset;
import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.policy.Secrets;
import dev.belay.api.policy.SecretRef;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the key of a backup. */
public final class Unlock {
    private Unlock() {}

    /**
     * Keys that the policy does not name, or names no more.
     *
     * @param identity a file of age identities
     * @param keyset a file with a keyset
     */
    public record OldKeys(@Nullable Path identity, @Nullable Path keyset) {
        static final OldKeys NONE = new OldKeys(null, null);
    }

    /**
     * What opens a backup, known to be the right key before any data is read.
     *
     * @throws AgentException {@link Reason#IdentityMissing}, {@link Reason#IdentityWrong}
     */
    public static Decryption of(Manifest manifest, Policy policy, Secrets secrets) {
        return of(manifest, policy, secrets, OldKeys.NONE);
    }

    /** Likewise, with other keys than the policy's where they are given. */
    public static Decryption of(Manifest manifest, Policy policy, Secrets secrets, OldKeys old) {
        var decryption = at(manifest, policy, secrets, old);
        decryption.mustOpen(manifest.encryption().recipients());
        return decryption;
    }

    /**
     * What is to open a backup of which it is not known whom it was encrypted to.
     *
     * @throws AgentException {@link Reason#IdentityMissing}
     */
    static Decryption at(Manifest manifest, Policy policy, Secrets secrets, OldKeys old) {
        return switch (manifest.encryption().kind()) {
            case Encryption.None.KIND -> new Decryption.None();
            case Encryption.Age.KIND ->
                new Decryption.Age(identities(key(manifest, policy, secrets, old.identity()), secrets));
            case Encryption.Aes256.KIND ->
                new Decryption.Aes256(AesKeyset.parse(key(manifest, policy, secrets, old.keyset())));
            default ->
                throw new AgentException(
                        Reason.RepositoryCorrupt,
                        "backup " + manifest.id() + " is encrypted by '"
                                + manifest.encryption().kind()
                                + "', which this Belay does not know: use a newer one");
        };
    }

    /** Whether there is a key at all for that kind of encryption, right or wrong. */
    public static boolean hasKey(String kind, Policy policy, Secrets secrets) {
        var secret = secret(kind, policy);
        return kind.equals(Encryption.None.KIND) || (secret != null && secrets.has(secret, name(kind)));
    }

    /** The identities of a file, kept out of whatever is printed. */
    public static List<AgeIdentity> identities(String text, Secrets secrets) {
        var identities = AgeIdentity.parseAll(text);
        identities.forEach(identity -> secrets.hide(identity.secret()));
        return identities;
    }

    private static String key(Manifest manifest, Policy policy, Secrets secrets, @Nullable Path file) {
        try {
            return file == null
                    ? secrets.secret(
                            named(manifest, policy), name(manifest.encryption().kind()))
                    : secrets.secretIn(file);
        } catch (AgentException e) {
            throw e.reason() == Reason.SecretMissing
                    ? new AgentException(Reason.IdentityMissing, "the backup cannot be opened: " + e.text(), e)
                    : e;
        }
    }

    private static SecretRef named(Manifest manifest, Policy policy) {
        var kind = manifest.encryption().kind();
        var secret = secret(kind, policy);
        if (secret == null) {
            throw new AgentException(
                    Reason.IdentityMissing,
                    "backup " + manifest.id() + " is encrypted by " + kind + ", and " + notNamed(kind)
                            + ", or give 'belay backup rewrap' its file with --" + name(kind));
        }
        return secret;
    }

    /** What is to be done where {@link #hasKey} is not so. */
    public static String keyWanted(String kind, Policy policy) {
        return secret(kind, policy) == null
                ? notNamed(kind)
                : "what opens them is not here: put the " + name(kind) + " there that " + field(kind) + " names";
    }

    private static String notNamed(String kind) {
        return "the policy does not say where its " + name(kind) + " is; set " + field(kind);
    }

    private static String field(String kind) {
        return "spec.encryption." + kind + "." + name(kind) + ".secretName";
    }

    private static @Nullable SecretRef secret(String kind, Policy policy) {
        var encryption = policy.spec().encryption();
        return switch (kind) {
            case Encryption.Age.KIND ->
                encryption.age() == null ? null : encryption.age().identity();
            case Encryption.Aes256.KIND ->
                encryption.aes256() == null ? null : encryption.aes256().keyset();
            default -> null;
        };
    }

    private static String name(String kind) {
        return kind.equals(Encryption.Aes256.KIND) ? AesKeyset.KEY : AgeIdentity.KEY;
    }
}
