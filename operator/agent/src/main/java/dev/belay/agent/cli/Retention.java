package dev.belay.agent.cli;

import dev.belay.agent.backup.Catalog;
import dev.belay.agent.backup.Manifest;
import dev.belay.agent.backup.Proof;
import dev.belay.agent.backup.Prune;
import dev.belay.agent.backup.Verdict;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.progress.Progress;
import java.time.Clock;
import java.util.List;

/** The retention that every good backup of a tier brings with it. */
final class Retention {
    private static final Clock CLOCK = Clock.systemUTC();

    private Retention() {}

    /**
     * Deletes what has expired in the tiers, and of the databases, that this run made backups of: never behind a run
     * that failed. What cannot be deleted is a warning, the backups are good all the same.
     *
     * @return ids of those that have gone
     */
    static List<String> afterBackup(Policy policy, Catalog catalog, List<Manifest> made, Progress progress) {
        if (made.stream().allMatch(m -> isForEver(policy, m))) {
            return List.of();
        }
        try {
            var gone = new Prune(catalog, policy.spec().tiers(), Proof.behind(made, progress), progress)
                    .runBehind(made, CLOCK.instant()).stream()
                            .filter(Verdict::goes)
                            .map(Verdict::id)
                            .toList();
            gone.forEach(id -> progress.step("deleted the expired backup " + id));
            return gone;
        } catch (AgentException e) {
            progress.warn("expired backups could not be deleted: " + e.text());
            return List.of();
        }
    }

    private static boolean isForEver(Policy policy, Manifest made) {
        return made.tier() == null
                || policy.tier(made.tier()).filter(t -> t.keep() != null).isEmpty();
    }
}
