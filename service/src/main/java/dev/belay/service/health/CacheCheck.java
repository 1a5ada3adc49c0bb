package dev.belay.service.health;

import jakarta.inject.Singleton;

/** What replicas could share is kept in this process' memory. */
@Singleton
final class CacheCheck implements Check {
    @Override
    public String name() {
        return "cache";
    }

    @Override
    public Finding look() {
        return new Finding(Status.UP, null, "memory");
    }
}
