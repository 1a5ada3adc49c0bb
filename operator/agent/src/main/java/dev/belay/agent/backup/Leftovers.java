package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Repository;
import dev.belay.agent.repository.StoredObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What runs of a policy have left in a repository that were cut off. */
final class Leftovers {
    private final Repository repository;
    private final String policy;
    private final Progress progress;

    Leftovers(Repository repository, String policy, Progress progress) {
        this.repository = repository;
        this.policy = policy;
        this.progress = progress;
    }

    /** Deletes those that are older than a moment: one that is younger may belong to a run that goes on. */
    void delete(Instant before) {
        repository.sweep(policy + "/", before);
        var folders = repository.list(policy + "/").stream().collect(Collectors.groupingBy(o -> folder(o.key())));
        folders.forEach((folder, objects) -> {
            var isOld = objects.stream()
                    .filter(o -> o.modified().isBefore(before))
                    .map(StoredObject::key)
                    .collect(Collectors.toSet());
            if (!isOld.isEmpty()) {
                leftover(folder, objects).stream().filter(isOld::contains).forEach(key -> delete(key, folder, before));
            }
        });
    }

    /** What no manifest leads to. */
    private Set<String> leftover(String folder, List<StoredObject> objects) {
        var manifest = folder + StoredBackup.MANIFEST;
        var ours = new HashSet<String>();
        var generations = new HashSet<String>();
        for (var object : objects) {
            if (StoredBackup.isContent(object.key())) {
                ours.add(object.key());
                generations.add(object.key().replaceFirst(".*/[a-z]+", ""));
            } else if (object.key().equals(folder + StoredBackup.PIN)) {
                ours.add(object.key());
            }
        }
        if (objects.stream().noneMatch(o -> o.key().equals(manifest))) {
            return ours;
        }
        ours.remove(folder + StoredBackup.PIN);
        return generations.size() > 1 ? otherThanOf(manifest, folder, ours) : Set.of();
    }

    /** What an encryption anew that was cut off left beside the objects that the manifest leads to. */
    private Set<String> otherThanOf(String manifest, String folder, Set<String> contents) {
        try {
            var backup = new StoredBackup(repository, folder, ManifestFile.read(repository.read(manifest), manifest));
            contents.remove(backup.dataKey());
            contents.remove(backup.globalsKey());
            return contents;
        } catch (AgentException e) {
            if (e.reason() == Reason.RepositoryCorrupt || e.reason() == Reason.BackupNotFound) {
                return Set.of(); // nobody knows which of them a person will want: none goes
            }
            throw e;
        }
    }

    private void delete(String key, String folder, Instant before) {
        // A run that was slow, or one that began anew under the same key, may have come in between.
        var now = repository.list(folder);
        var stillOld =
                now.stream().anyMatch(o -> o.key().equals(key) && o.modified().isBefore(before));
        if (!stillOld || !leftover(folder, now).contains(key)) {
            return;
        }
        try {
            Locked.at(Instant.now(), () -> repository.lock(key))
                    .ifPresentOrElse(
                            lock -> progress.warn(
                                    "a leftover of a cut-off run stays: " + key + " is " + Locked.words(lock)),
                            () -> repository.delete(key));
        } catch (AgentException e) {
            if (e.reason() != Reason.RepositoryDenied) {
                throw e;
            }
            progress.warn("a leftover of a cut-off run could not be deleted: " + e.text());
        }
    }

    private static String folder(String key) {
        return key.substring(0, key.lastIndexOf('/') + 1);
    }
}
