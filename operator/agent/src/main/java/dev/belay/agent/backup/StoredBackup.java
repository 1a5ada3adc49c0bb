package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.repository.Lock;
import dev.belay.agent.repository.Repository;
import java.io.InputStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A backup that has a manifest.
 *
 * @param repository it lies in
 * @param folder what its keys start with, with a slash at its end, or empty
 */
public record StoredBackup(Repository repository, String folder, Manifest manifest) {
    static final String DATA = "data";
    static final String GLOBALS = "globals";
    private static final Pattern CONTENT = Pattern.compile("/(" + DATA + "|" + GLOBALS + ")(\\.\\d+)?$");

    static final String MANIFEST = "manifest.json";
    static final String PIN = "pin.json";

    /** Opens the backup whose data and manifest lie at a place. */
    public static StoredBackup at(Repository repository, String folder) {
        var manifest = ManifestFile.read(repository.read(folder + MANIFEST), folder + MANIFEST);
        return new StoredBackup(repository, folder, manifest);
    }

    public String id() {
        return manifest.id();
    }

    /** The key of its dump. */
    String dataKey() {
        return folder + wrapped(DATA, manifest.wrap());
    }

    /** The key of its roles and tablespaces, which not every backup has. */
    String globalsKey() {
        return folder + wrapped(GLOBALS, manifest.wrap());
    }

    /** What an object is encrypted under: its own name and that of its backup, wherever the two lie. */
    static String label(String key) {
        var name = key.lastIndexOf('/');
        return key.substring(key.lastIndexOf('/', name - 1) + 1);
    }

    /** The label of the dump. */
    String dataLabel() {
        return id() + "/" + wrapped(DATA, manifest.wrap());
    }

    /** The label of the roles and tablespaces. */
    String globalsLabel() {
        return id() + "/" + wrapped(GLOBALS, manifest.wrap());
    }

    /** What an object is called after so many re-encryptions. */
    static String wrapped(String object, int wrap) {
        return wrap == 0 ? object : object + "." + wrap;
    }

    /** Whether an object is a part of a backup that means nothing without a manifest beside it. */
    static boolean isContent(String key) {
        return CONTENT.matcher(key).find();
    }

    /** Whether its data are there in their full size: a look that costs next to nothing. */
    public boolean hasData() {
        return repository.list(folder).stream()
                .anyMatch(o -> o.key().equals(dataKey())
                        && o.bytes() == manifest.stored().bytes());
    }

    /** What keeps it from being deleted, where the store can do that: the longest lock of its objects. */
    Optional<Lock> lock() {
        return Stream.of(folder + MANIFEST, dataKey())
                .flatMap(key -> repository.lock(key).stream())
                .max(Comparator.comparing(lock -> Objects.requireNonNullElse(lock.until(), Instant.MAX)));
    }

    /** Its data as stored, unchecked. */
    public InputStream open() {
        return open(dataKey(), "data");
    }

    /** One of its objects as stored, unchecked. */
    InputStream open(String key, String what) {
        try {
            return repository.open(key);
        } catch (AgentException e) {
            if (e.reason() == Reason.BackupNotFound) {
                throw new AgentException(
                        Reason.RepositoryCorrupt, "backup " + id() + " has a manifest but no " + what, e);
            }
            throw e;
        }
    }
}
