package dev.belay.agent.repository;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A place for objects that are written once and never changed. Keys are relative, with {@code /} between their parts.
 * Every method throws an AgentException: RepositoryUnreachable, RepositoryDenied, NotEnoughSpace, or BackupNotFound for
 * an object that is not there.
 */
public interface Repository extends AutoCloseable {
    /**
     * Makes a place that is not there yet, as far as it is ours to make, and finds out what would hinder objects there:
     * before the first one is begun, and before anything is read that is to be stored.
     *
     * @param prefix of their keys, ends with {@code /}
     */
    void prepare(String prefix);

    /** Begins an object. Nobody sees it before {@link Upload#complete}. */
    Upload create(String key);

    /** Writes a small object, whole or not at all. */
    void put(String key, byte[] content);

    /** Reads an object. */
    InputStream open(String key);

    /** Reads a small object. */
    byte[] read(String key);

    /**
     * Every object whose key starts with the prefix, in no particular order.
     *
     * @param prefix empty, or ends with {@code /}
     */
    List<StoredObject> list(String prefix);

    /** Deletes an object; one that is not there is no error. */
    void delete(String key);

    /** What keeps an object from being deleted, where the store has locks and tells of them. */
    Optional<Lock> lock(String key);

    /**
     * Makes sure that an object has arrived as it was sent, by the store's own checksum where it gives one, by reading
     * back where not.
     *
     * @param sha256 of the bytes that were sent, hexadecimal
     */
    void confirm(String key, long bytes, String sha256);

    /** Deletes what uploads that never completed have left below a prefix, where they began before a moment. */
    void sweep(String prefix, Instant before);

    @Override
    void close();
}
