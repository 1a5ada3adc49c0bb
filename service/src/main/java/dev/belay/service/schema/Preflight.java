package dev.belay.service.schema;

/** A backup of the database that a migration is about to change. */
@FunctionalInterface
public interface Preflight {
    /**
     * Takes it and waits for it.
     *
     * @return the backup's id
     * @throws SchemaRefused where there is no good backup
     */
    String backup() throws InterruptedException;
}
