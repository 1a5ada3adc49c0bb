package dev.belay.agent.backup;

import dev.belay.agent.backup.RetentionPlan.Group;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Lock;
import dev.belay.api.policy.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Carries out retention. What the store refuses to delete stays, and is a warning. */
public final class Prune {
    private final Catalog catalog;
    private final List<Tier> tiers;
    private final Proof proof;
    private final Progress progress;

    public Prune(Catalog catalog, List<Tier> tiers, Proof proof, Progress progress) {
        this.catalog = catalog;
        this.tiers = tiers;
        this.proof = proof;
        this.progress = progress;
    }

    /** What would become of each backup, newest first; reads back what the plan relies on. */
    public List<Verdict> plan(Instant now) {
        return plan(entries(), now, new ArrayList<>());
    }

    /** Deletes what has expired; returns what became of each backup, newest first. */
    public List<Verdict> run(Instant now) {
        return run(entries(), now);
    }

    /**
     * The same for the databases and tiers of backups that were just made; how the others stand is not asked. Where
     * none is {@linkplain RetentionPlan#due due} yet, or the store holds those that are, nothing is read and none goes.
     */
    public List<Verdict> runBehind(List<Manifest> made, Instant now) {
        var groups = entries().stream().collect(Collectors.groupingBy(e -> Group.of(e.manifest())));
        return made.stream()
                .map(Group::of)
                .distinct()
                .map(groups::get)
                .filter(Objects::nonNull)
                .filter(group -> isDue(group, now))
                .flatMap(group -> run(group, now).stream())
                .toList();
    }

    private boolean isDue(List<Contents.Entry> group, Instant now) {
        var due = RetentionPlan.due(group, tiers, now);
        if (due.stream().anyMatch(v -> lock(v, now).isEmpty())) {
            return true;
        }
        warnOfLost(group);
        due.forEach(v -> unlessLocked(v, now)); // says until when
        return false;
    }

    private void warnOfLost(List<Contents.Entry> entries) {
        entries.stream()
                .filter(e -> !e.whole())
                .forEach(e -> progress.warn("backup " + e.id()
                        + " has lost its data, or a part of it: it keeps no other one from staying"));
    }

    private List<Contents.Entry> entries() {
        return catalog.look().newestFirst();
    }

    private List<Verdict> run(List<Contents.Entry> entries, Instant now) {
        var standing = new ArrayList<Manifest>();
        // Oldest first: cut off anywhere, what has gone is what would have gone first.
        return plan(entries, now, standing).reversed().stream()
                .map(v -> v.goes() ? delete(v, standing) : v)
                .toList()
                .reversed();
    }

    /** @param standing gets what was proven good, and others go behind it */
    private List<Verdict> plan(List<Contents.Entry> entries, Instant now, List<Manifest> standing) {
        warnOfLost(entries);
        return RetentionPlan.of(entries, tiers, now, m -> proof.holds(catalog.stored(m)) && standing.add(m)).stream()
                .map(v -> v.goes() ? unlessLocked(v, now) : v)
                .toList();
    }

    private Verdict unlessLocked(Verdict verdict, Instant now) {
        return lock(verdict, now)
                .map(lock -> {
                    var text = "expired, but " + Locked.words(lock);
                    progress.warn("backup " + verdict.id() + " stays: " + text);
                    return new Verdict(verdict.manifest(), Verdict.Why.Locked, text, lock.until());
                })
                .orElse(verdict);
    }

    private Optional<Lock> lock(Verdict verdict, Instant now) {
        return Locked.at(now, () -> catalog.stored(verdict.manifest()).lock());
    }

    private Verdict delete(Verdict verdict, List<Manifest> standing) {
        if (catalog.isPinned(verdict.manifest().id())) { // since the plan was made
            return Verdict.of(verdict.manifest(), Verdict.Why.Pinned, "pinned a moment ago");
        }
        var lost = lost(Group.of(verdict.manifest()), standing);
        if (lost.isPresent()) {
            var text = "expired, but " + lost.get().id()
                    + ", behind which it was to go, was deleted or changed by another run meanwhile";
            progress.warn("backup " + verdict.id() + " stays: " + text);
            return Verdict.of(verdict.manifest(), Verdict.Why.AtLeast, text);
        }
        try {
            catalog.delete(verdict.id());
            return verdict;
        } catch (AgentException e) {
            if (e.reason() != Reason.RepositoryDenied) {
                throw e;
            }
            var text = "expired, but the repository refuses to delete it: " + e.text();
            progress.warn("backup " + verdict.id() + " stays: " + text);
            return Verdict.of(verdict.manifest(), Verdict.Why.Refused, text);
        }
    }

    /** One of those that were proven for a group, and is no longer there: reading back takes its time. */
    private Optional<Manifest> lost(Group group, List<Manifest> standing) {
        return standing.stream()
                .filter(m -> Group.of(m).equals(group))
                .filter(m -> !catalog.stored(m).stillStands())
                .findFirst();
    }
}
