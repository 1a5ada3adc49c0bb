package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.repository.Repository;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Keeps backups of a catalog from retention, whatever their age. */
public final class Pins {
    private final Catalog catalog;
    private final Clock clock;

    public Pins(Catalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /**
     * Pins a backup; one that is pinned already gets the new reason.
     *
     * @throws AgentException {@link Reason#BackupNotFound}
     */
    public Pin pin(String id, @Nullable String reason) {
        var backup = catalog.find(id);
        var repository = backup.repository();
        var pin = new Pin(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(), reason);
        repository.put(key(backup), pin.bytes());
        try {
            catalog.find(backup.id()); // retention may have been faster
        } catch (AgentException e) {
            repository.delete(key(backup));
            throw e;
        }
        return pin;
    }

    /** Leaves a backup to retention again; false if it was not pinned. */
    public boolean unpin(String id) {
        return catalog.removePin(idOf(id));
    }

    /** One whose manifest is damaged may have been pinned, too. */
    private String idOf(String asked) {
        try {
            return catalog.find(asked).id();
        } catch (AgentException e) {
            if (e.reason() == Reason.RepositoryCorrupt && BackupId.time(asked).isPresent()) {
                return asked;
            }
            throw e;
        }
    }

    /** That of a backup's folder; null if there is none any more. */
    static @Nullable Pin read(Repository repository, String folder) {
        try {
            return Pin.read(repository.read(folder + StoredBackup.PIN));
        } catch (AgentException e) {
            if (e.reason() == Reason.BackupNotFound) {
                return null; // unpinned since
            }
            throw e;
        }
    }

    private static String key(StoredBackup backup) {
        return backup.folder() + StoredBackup.PIN;
    }
}
