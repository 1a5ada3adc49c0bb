package dev.belay.controller.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.backup.BackupSpec;
import dev.belay.api.backup.BackupStatus;
import dev.belay.api.policy.PolicyRef;
import dev.belay.api.run.RunReport.BackupResult;
import dev.belay.controller.kube.Names;
import dev.belay.controller.run.BackupIds;
import dev.belay.controller.run.HistoryLimit;
import dev.belay.controller.run.Origin;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What brings the Backup objects of a policy in step with its repository.
 *
 * @param create a record of each backup that no object tells of; of each tier the newest
 * @param delete records of backups that are gone, and those that tell a second time of the same
 * @param gone those of backups that are gone and that somebody ordered: they are not ours to delete
 * @param back those that were taken for gone, and are there
 * @param records how many objects tell of the repository's backups afterwards
 */
record SyncPlan(List<Backup> create, List<Backup> delete, List<Backup> gone, List<Backup> back, int records) {
    /** However many tiers there are, or were. */
    static final int MOST = 200;

    /** How far the clocks of two Jobs' nodes may lie apart. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    /** A Kubernetes object's. */
    private static final int LONGEST_NAME = 253;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Plans.
     *
     * @param listedAt when the list was begun: what was saved since cannot be in it
     */
    static SyncPlan of(BackupPolicy policy, Listing listing, Instant listedAt, Collection<Backup> backups) {
        var delete = backups.stream()
                .filter(backup -> Origin.isRecord(backup) && !backup.isMarkedForDeletion())
                .filter(backup ->
                        isGone(backup, listing, listedAt) || (Origin.isSynced(backup) && isTwin(backup, backups)))
                .toList();
        var told = new HashSet<String>();
        backups.forEach(backup -> told.addAll(BackupIds.of(backup)));
        var create = newest(listing).stream()
                .filter(found -> !told.contains(found.id()))
                .map(found -> record(policy, found))
                .toList();
        var stay = backups.stream()
                .filter(backup -> !delete.contains(backup) && isThere(backup, listing))
                .count();
        var gone = backups.stream()
                .filter(backup -> !Origin.isRecord(backup) && BackupIds.stay(backup))
                .filter(backup -> isGone(backup, listing, listedAt))
                .toList();
        var back = backups.stream()
                .filter(backup -> BackupIds.isGone(backup) && isThere(backup, listing))
                .toList();
        return new SyncPlan(create, delete, gone, back, create.size() + (int) stay);
    }

    private static List<BackupResult> newest(Listing listing) {
        Comparator<BackupResult> byAge = Comparator.comparing(BackupResult::startedAt);
        var ofTier = new HashMap<String, Integer>();
        return listing.backups().stream()
                .sorted(byAge.thenComparing(BackupResult::id).reversed())
                .filter(found -> ofTier.merge(String.valueOf(found.tier()), 1, Integer::sum) <= HistoryLimit.SUCCEEDED)
                .limit(MOST)
                .toList();
    }

    private static boolean isGone(Backup backup, Listing listing, Instant listedAt) {
        if (!listing.isWhole() || BackupIds.of(backup).isEmpty() || isThere(backup, listing)) {
            return false;
        }
        return backup.status()
                .map(BackupStatus::completedAt)
                .filter(completedAt ->
                        Instant.parse(completedAt).plus(CLOCKS_APART).isBefore(listedAt))
                .isPresent();
    }

    private static boolean isThere(Backup backup, Listing listing) {
        var ids = BackupIds.of(backup);
        return listing.backups().stream().map(BackupResult::id).anyMatch(ids::contains);
    }

    private static boolean isTwin(Backup synced, Collection<Backup> backups) {
        var ids = BackupIds.of(synced);
        return backups.stream().filter(other -> !Origin.isSynced(other)).anyMatch(other -> BackupIds.of(other).stream()
                .anyMatch(ids::contains));
    }

    /** The same name for the same backup every time: made twice, it is there once. No owner, like every record. */
    private static Backup record(BackupPolicy policy, BackupResult found) {
        var name = policy.getMetadata().getName();
        var labels = new HashMap<>(Map.of(Labels.POLICY, name, Labels.ORIGIN, Origin.SYNCED));
        if (found.tier() != null) {
            labels.put(Labels.TIER, found.tier());
        }
        var record = new Backup();
        record.setMetadata(new ObjectMetaBuilder()
                .withName(Names.fit(name + "-" + found.id().toLowerCase(Locale.ROOT), LONGEST_NAME))
                .withNamespace(policy.getMetadata().getNamespace())
                .withLabels(labels)
                .addToAnnotations(Labels.LISTED, json(found))
                .build());
        record.setSpec(new BackupSpec(new PolicyRef(name), found.tier()));
        return record;
    }

    private static String json(BackupResult found) {
        try {
            return MAPPER.writeValueAsString(found);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read must be writable", e);
        }
    }
}
