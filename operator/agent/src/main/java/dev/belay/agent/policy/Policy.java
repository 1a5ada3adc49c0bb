package dev.belay.agent.policy;

import dev.belay.api.policy.BackupPolicySpec;
import dev.belay.api.policy.Tier;
import java.util.Optional;

/**
 * A policy that fulfils every rule.
 *
 * @param name {@code metadata.name}: the folder of its backups in the repository
 * @param spec what it asks for
 */
public record Policy(String name, BackupPolicySpec spec) {

    /** The tier of a name, if the policy has it. */
    public Optional<Tier> tier(String tierName) {
        return spec.tiers().stream().filter(t -> t.name().equals(tierName)).findFirst();
    }
}
