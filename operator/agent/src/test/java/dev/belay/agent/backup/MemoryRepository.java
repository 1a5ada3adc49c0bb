package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.repository.Lock;
import dev.belay.agent.repository.Repository;
import dev.belay.agent.repository.StoredObject;
import dev.belay.agent.repository.Upload;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Small objects in memory, for tests that look often or count how often. */
public final class MemoryRepository implements Repository {
    final TreeMap<String, byte[]> objects = new TreeMap<>();
    /** The keys that were read, and the prefixes that were listed. */
    public final List<String> asked = new ArrayList<>();

    /** Stores a backup of the policy {@code shop} without roles. */
    public void backup(String database, String id) {
        var content = new byte[10];
        var digest = new Digest();
        digest.add(content, 0, content.length);
        var startedAt = BackupId.time(id).orElseThrow().toString();
        put("shop/" + id + "/data", content);
        put(
                "shop/" + id + "/manifest.json",
                ManifestFile.write(Manifests.of(database, "daily", startedAt, id, digest.content())));
    }

    @Override
    public void prepare(String prefix) {
        // any key will do
    }

    @Override
    public Upload create(String key) {
        throw new UnsupportedOperationException("put() is enough for what is small");
    }

    @Override
    public void put(String key, byte[] content) {
        objects.put(key, content.clone());
    }

    @Override
    public InputStream open(String key) {
        return new ByteArrayInputStream(read(key));
    }

    @Override
    public byte[] read(String key) {
        asked.add(key);
        var content = objects.get(key);
        if (content == null) {
            throw new AgentException(Reason.BackupNotFound, key + ": there is no such object");
        }
        return content.clone();
    }

    @Override
    public List<StoredObject> list(String prefix) {
        asked.add(prefix);
        return objects.entrySet().stream()
                .filter(e -> e.getKey().startsWith(prefix))
                .map(e -> new StoredObject(e.getKey(), e.getValue().length, Instant.EPOCH))
                .toList();
    }

    @Override
    public void delete(String key) {
        objects.remove(key);
    }

    @Override
    public Optional<Lock> lock(String key) {
        return Optional.empty();
    }

    @Override
    public void confirm(String key, long bytes, String sha256) {
        throw new UnsupportedOperationException("only uploads are confirmed, and create() refuses these");
    }

    @Override
    public void sweep(String prefix, Instant before) {
        // uploads are not kept here
    }

    @Override
    public void close() {
        // nothing is open
    }
}
