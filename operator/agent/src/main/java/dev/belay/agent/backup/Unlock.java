package dev.belay.agent.backup;

import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.policy.Secrets;
import java.util.List;

/** Finds the key of a backup. */
public final class Unlock {
    private static final String KEY = "identity";

    private Unlock() {}

    /**
     * What opens a backup, known to be the right key before any data is read.
     *
     * @throws AgentException {@link Reason#IdentityMissing}, {@link Reason#IdentityWrong}
     */
    public static Decryption of(Manifest manifest, Policy policy, Secrets secrets) {
        return switch (manifest.encryption().kind()) {
            case Encryption.None.KIND -> new Decryption.None();
            case Encryption.Age.KIND -> {
                var decryption = new Decryption.Age(identities(manifest, policy, secrets));
                decryption.mustOpen(manifest.encryption().recipients());
                yield decryption;
            }
            default ->
                throw new AgentException(
                        Reason.RepositoryCorrupt,
                        "backup " + manifest.id() + " is encrypted by '"
                                + manifest.encryption().kind() + "', which this Belay does not know: use a newer one");
        };
    }

    /** Whether there is a key at all, right or wrong. */
    public static boolean hasIdentity(Policy policy, Secrets secrets) {
        var age = policy.spec().encryption().age();
        return age != null && age.identity() != null && secrets.has(age.identity(), KEY);
    }

    private static List<AgeIdentity> identities(Manifest manifest, Policy policy, Secrets secrets) {
        var age = policy.spec().encryption().age();
        if (age == null || age.identity() == null) {
            throw new AgentException(
                    Reason.IdentityMissing,
                    "backup " + manifest.id() + " is encrypted, and the policy does not say where its identity is;"
                            + " set spec.encryption.age.identity.secretName");
        }
        try {
            var identities = AgeIdentity.parseAll(secrets.text(age.identity(), KEY));
            identities.forEach(identity -> secrets.hide(identity.secret()));
            return identities;
        } catch (AgentException e) {
            throw e.reason() == Reason.SecretMissing
                    ? new AgentException(Reason.IdentityMissing, "the backup cannot be opened: " + e.text(), e)
                    : e;
        }
    }
}
