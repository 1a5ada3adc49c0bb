package dev.belay.agent.cli;

import dev.belay.agent.backup.Catalog;
import dev.belay.agent.backup.Manifest;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.progress.Progress;
import java.time.Instant;
import java.util.List;

/** Carries out a policy's retention. */
final class Retention {
    private Retention() {}

    /** Behind a good backup: what cannot be deleted is a warning, the backup is good all the same. */
    static void afterBackup(Policy policy, Catalog catalog, Progress progress) {
        if (policy.spec().tiers().stream().allMatch(t -> t.keep() == null)) {
            return;
        }
        try {
            for (var id : catalog.prune(policy.spec().tiers(), Instant.now(), false).stream()
                    .map(Manifest::id)
                    .toList()) {
                progress.step("deleted the expired backup " + id);
            }
        } catch (AgentException e) {
            progress.warn("expired backups could not be deleted: " + e.text());
        }
    }

    /** On its own. */
    static List<Manifest> run(Policy policy, Catalog catalog, boolean dryRun) {
        return catalog.prune(policy.spec().tiers(), Instant.now(), dryRun);
    }
}
