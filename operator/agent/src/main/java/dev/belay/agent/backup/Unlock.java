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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the key of a backup. */
public final class Unlock {
    private Unlock() {}

    /**
     * What opens a backup, known to be the right key before any data is read.
     *
     * @throws AgentException {@link Reason#IdentityMissing}, {@link Reason#IdentityWrong}
     */
    public static Decryption of(Manifest manifest, Policy policy, Secrets secrets) {
        Decryption decryption =
                switch (manifest.encryption().kind()) {
                    case Encryption.None.KIND -> new Decryption.None();
                    case Encryption.Age.KIND -> new Decryption.Age(identities(manifest, policy, secrets));
                    case Encryption.Aes256.KIND ->
                        new Decryption.Aes256(AesKeyset.parse(key(manifest, policy, secrets)));
                    default ->
                        throw new AgentException(
                                Reason.RepositoryCorrupt,
                                "backup " + manifest.id() + " is encrypted by '"
                                        + manifest.encryption().kind()
                                        + "', which this Belay does not know: use a newer one");
                };
        decryption.mustOpen(manifest.encryption().recipients());
        return decryption;
    }

    /** Whether there is a key at all for that kind of encryption, right or wrong. */
    public static boolean hasKey(String kind, Policy policy, Secrets secrets) {
        var secret = secret(kind, policy);
        return kind.equals(Encryption.None.KIND) || (secret != null && secrets.has(secret, name(kind)));
    }

    private static List<AgeIdentity> identities(Manifest manifest, Policy policy, Secrets secrets) {
        var identities = AgeIdentity.parseAll(key(manifest, policy, secrets));
        identities.forEach(identity -> secrets.hide(identity.secret()));
        return identities;
    }

    private static String key(Manifest manifest, Policy policy, Secrets secrets) {
        var kind = manifest.encryption().kind();
        var secret = secret(kind, policy);
        if (secret == null) {
            throw new AgentException(
                    Reason.IdentityMissing,
                    "backup " + manifest.id() + " is encrypted by " + kind + ", and the policy does not say where its "
                            + name(kind) + " is; set spec.encryption." + kind + "." + name(kind) + ".secretName");
        }
        try {
            return secrets.secret(secret, name(kind));
        } catch (AgentException e) {
            throw e.reason() == Reason.SecretMissing
                    ? new AgentException(Reason.IdentityMissing, "the backup cannot be opened: " + e.text(), e)
                    : e;
        }
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
