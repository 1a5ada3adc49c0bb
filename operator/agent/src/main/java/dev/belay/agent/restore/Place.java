package dev.belay.agent.restore;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.DatabaseName;
import dev.belay.agent.postgres.DatabaseProperty;
import dev.belay.agent.postgres.Databases;
import dev.belay.agent.postgres.ScratchDatabase;
import dev.belay.agent.postgres.Sql;
import dev.belay.agent.progress.Progress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The name that a restored database is to get, and whoever has it now. */
final class Place {
    private final Databases databases;
    private final RestoreRequest.Target target;
    private final Progress progress;

    Place(Databases databases, RestoreRequest.Target target, Progress progress) {
        this.databases = databases;
        this.target = target;
        this.progress = progress;
    }

    /**
     * Makes sure, before anything is restored, that the name can be had.
     *
     * @throws AgentException {@link Reason#TargetExists}, {@link Reason#TargetProtected}, {@link Reason#ConnectionsOpen}
     */
    void mustBeFree() {
        var name = target.into();
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > DatabaseName.MOST_BYTES) {
            throw new AgentException(
                    Reason.PolicyInvalid, "a database's name has 1 to " + DatabaseName.MOST_BYTES + " bytes");
        }
        if (databases.isProtected(name)) {
            throw new AgentException(
                    Reason.TargetProtected,
                    name + " is the server's own database, or a template of others: nothing is restored over it;"
                            + " name another one");
        }
        if (!databases.exists(name)) {
            return;
        }
        if (!target.swap()) {
            throw new AgentException(
                    Reason.TargetExists,
                    "the database " + name
                            + " exists, and nothing of it was changed; name another one, or let them change places"
                            + " with --swap");
        }
        if (!target.terminateConnections()) {
            databases.mustBeUnused(name);
        }
    }

    /**
     * Gives a database that is still empty the owner of the original; what takes a live one's place gets that one's in the
     * end, and so nobody misses this one.
     *
     * @param owner null or empty where it is not known
     */
    void giveOwner(ScratchDatabase empty, @Nullable String owner) {
        var name = target.into();
        var refused = empty.giveTo(owner);
        if (refused.isPresent() && !takesOnesPlace()) {
            var role = Sql.identifier(Objects.requireNonNull(owner));
            progress.warn(name + " will not belong to the original's owner " + owner + " (" + refused.get()
                    + "): afterwards, have a superuser run ALTER DATABASE " + Sql.identifier(name) + " OWNER TO "
                    + role + "; for the next time, make our role a member: GRANT " + role + " TO …");
        }
    }

    private boolean takesOnesPlace() {
        return target.swap() && databases.exists(target.into());
    }

    /**
     * Gives the name to the restored database.
     *
     * @param properties what it gets with a name that nobody has; else it gets what that one has
     * @return what the database is called that had it; null if nobody had
     */
    @Nullable
    String give(ScratchDatabase restored, String backupId, List<DatabaseProperty> properties) {
        var name = target.into();
        if (!takesOnesPlace()) {
            restored.giveName(name, properties)
                    .forEach(refused -> progress.warn(name + " was not given what the original has: " + refused));
            return null;
        }
        var kept = freeName(name, "_before_" + DatabaseName.part(backupId));
        for (var skipped : restored.swapWith(name, kept, target.terminateConnections())) {
            progress.warn("no right to give " + name + " what it had before: " + skipped);
        }
        return kept;
    }

    private String freeName(String name, String suffix) {
        var free = DatabaseName.with(name, suffix);
        while (databases.exists(free)) {
            free = DatabaseName.with(name, suffix + "_%04x".formatted(new SecureRandom().nextInt(1 << 16)));
        }
        return free;
    }
}
