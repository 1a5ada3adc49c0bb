package dev.belay.agent.policy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.api.policy.BackupPolicySpec;
import dev.belay.api.policy.Tier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A policy that fulfils every rule.
 *
 * @param name {@code metadata.name}: the folder of its backups in the repository
 * @param spec what it asks for
 */
public record Policy(String name, BackupPolicySpec spec) {

    /**
     * The one database that a command is about.
     *
     * @param asked by its name; null where nobody said
     * @throws AgentException {@link Reason#PolicyInvalid}, naming those that one can ask for
     */
    public String database(@Nullable String asked) {
        var database = spec.database();
        if (asked == null) {
            return database.only().orElseThrow(() -> oneOf("has several databases"));
        }
        if (!database.isAll() && !database.written().contains(asked)) {
            throw oneOf("has no database '" + asked + "'");
        }
        return asked;
    }

    private AgentException oneOf(String what) {
        var names = spec.database().isAll()
                ? "it has all of the server's"
                : "it has " + String.join(", ", spec.database().written());
        return new AgentException(
                Reason.PolicyInvalid, "the policy " + what + "; name one with --database NAME: " + names);
    }

    /** The tier of a name, if the policy has it. */
    public Optional<Tier> tier(String tierName) {
        return spec.tiers().stream().filter(t -> t.name().equals(tierName)).findFirst();
    }
}
