package dev.belay.agent.repository;

import java.time.Instant;

/**
 * An object in a repository.
 *
 * @param key of the object
 * @param bytes its size
 * @param modified when it was completed
 */
public record StoredObject(String key, long bytes, Instant modified) {}
