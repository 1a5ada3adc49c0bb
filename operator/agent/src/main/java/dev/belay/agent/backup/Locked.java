package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.repository.Lock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the store promises to delete for nobody. It is asked beforehand: in a bucket with versions a deletion is not
 * refused, it only hides what stays.
 */
final class Locked {
    private Locked() {}

    /**
     * The lock that holds at a moment.
     *
     * @param asked the store; where it may not tell, or what is asked about is gone, a deletion will
     */
    static Optional<Lock> at(Instant now, Supplier<Optional<Lock>> asked) {
        try {
            return asked.get()
                    .filter(lock -> lock.until() == null || lock.until().isAfter(now));
        } catch (AgentException e) {
            if (e.reason() == Reason.RepositoryDenied || e.reason() == Reason.BackupNotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static String words(Lock lock) {
        return lock.until() == null ? "on legal hold in the bucket" : "locked in the bucket until " + lock.until();
    }
}
