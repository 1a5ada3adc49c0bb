package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.repository.Lock;
import dev.belay.agent.repository.Repository;
import dev.belay.agent.repository.StoredObject;
import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A backup that has a manifest.
 *
 * @param repository it lies in
 * @param folder what its keys start with, with a slash at its end, or empty
 * @param dataName of its dump below the folder; null for the one that its manifest says
 */
public record StoredBackup(
        Repository repository,
        String folder,
        Manifest manifest,
        @Nullable String dataName) {
    static final String DATA = "data";
    static final String GLOBALS = "globals";
    private static final Pattern CONTENT = Pattern.compile("/(" + DATA + "|" + GLOBALS + ")(\\.\\d+)?$");

    static final String MANIFEST = "manifest.json";
    static final String PIN = "pin.json";

    StoredBackup(Repository repository, String folder, Manifest manifest) {
        this(repository, folder, manifest, null);
    }

    /** Opens the backup whose data and manifest lie at a place. */
    public static StoredBackup at(Repository repository, String folder) {
        var manifest = ManifestFile.read(repository.read(folder + MANIFEST), folder + MANIFEST);
        return new StoredBackup(repository, folder, manifest);
    }

    public String id() {
        return manifest.id();
    }

    /**
     * One of the objects that it consists of.
     *
     * @param name {@link #DATA} or {@link #GLOBALS}
     * @param key in the repository
     * @param label that it is encrypted under
     * @param plain what is in it
     * @param stored what lies there
     */
    record Part(String name, String key, String label, Manifest.Content plain, Manifest.Content stored) {}

    /** The dump. */
    Part data() {
        return new Part(DATA, dataKey(), label(DATA), manifest.plain(), manifest.stored());
    }

    /** Roles and tablespaces, where it has them. */
    Optional<Part> globals() {
        return Optional.ofNullable(manifest.globals())
                .map(g -> new Part(GLOBALS, globalsKey(), label(GLOBALS), g.plain(), g.stored()));
    }

    /** The key of its dump. */
    String dataKey() {
        return folder + (dataName == null ? wrapped(DATA, manifest.wrap()) : dataName);
    }

    /** The key of its roles and tablespaces, which not every backup has. */
    String globalsKey() {
        return folder + wrapped(GLOBALS, manifest.wrap());
    }

    /** What an object is encrypted under: its own name and that of its backup, wherever the two lie. */
    static String labelOf(String key) {
        var name = key.lastIndexOf('/');
        return key.substring(key.lastIndexOf('/', name - 1) + 1);
    }

    private String label(String object) {
        return id() + "/" + wrapped(object, manifest.wrap());
    }

    /** What an object is called after so many re-encryptions. */
    static String wrapped(String object, int wrap) {
        return wrap == 0 ? object : object + "." + wrap;
    }

    /** Whether an object is a part of a backup that means nothing without a manifest beside it. */
    static boolean isContent(String key) {
        return CONTENT.matcher(key).find();
    }

    /** What keeps it from being deleted, where the store can do that: the longest lock of its objects. */
    Optional<Lock> lock() {
        return Stream.of(folder + MANIFEST, dataKey())
                .flatMap(key -> repository.lock(key).stream())
                .max(Lock.BY_END);
    }

    /** Whether all of it is there, as far as sizes tell: a look that costs next to nothing. */
    public boolean isWhole() {
        return isWhole(repository.list(folder));
    }

    /** @param objects what lies in its folder, and maybe more */
    boolean isWhole(Collection<StoredObject> objects) {
        return isThere(data(), objects)
                && globals().map(part -> isThere(part, objects)).orElse(true);
    }

    /** Whether it lies there as it did when its manifest was read: not deleted, nor encrypted anew, since. */
    boolean stillStands() {
        var objects = repository.list(folder);
        return hasManifest(objects) && isWhole(objects);
    }

    private boolean hasManifest(Collection<StoredObject> objects) {
        return objects.stream().anyMatch(o -> o.key().equals(folder + MANIFEST));
    }

    private static boolean isThere(Part part, Collection<StoredObject> objects) {
        return objects.stream()
                .anyMatch(o ->
                        o.key().equals(part.key()) && o.bytes() == part.stored().bytes());
    }

    /** One of its objects as stored, unchecked. */
    InputStream open(Part part) {
        try {
            return repository.open(part.key());
        } catch (AgentException e) {
            if (e.reason() == Reason.BackupNotFound) {
                if (!hasManifest(repository.list(folder))) {
                    throw new AgentException(
                            Reason.BackupNotFound,
                            "backup " + id() + " has gone: somebody, or retention, deleted it meanwhile;"
                                    + " 'belay backup list' tells what is left",
                            e);
                }
                throw new AgentException(
                        Reason.RepositoryCorrupt,
                        "backup " + id() + " has a manifest but no " + part.name()
                                + "; if it is just being encrypted anew or deleted, look again",
                        e);
            }
            throw e;
        }
    }
}
