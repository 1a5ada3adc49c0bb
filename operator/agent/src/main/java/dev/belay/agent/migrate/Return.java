package dev.belay.agent.migrate;

import dev.belay.agent.backup.BackupContent;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.backup.Unlock;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.policy.Secrets;
import dev.belay.agent.postgres.ForeignSessions;
import dev.belay.agent.postgres.RoleRights;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.restore.OriginalProperties;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way back, looked at before anything is done: after the command has failed it is too late to ask for rights. */
public final class Return {
    private Return() {}

    /**
     * Makes sure that a backup of a database of the policy's could take its place.
     *
     * @throws AgentException {@link Reason#NoWayBack}, with what to grant
     */
    public static void mustBeOpen(Policy policy, String database, Server server, Secrets secrets) {
        var obstacles = new ArrayList<String>();
        addRights(obstacles, RoleRights.of(server, database), database);
        addSessions(obstacles, ForeignSessions.of(server, database), database);
        var kind = Encryption.kindOf(policy.spec().encryption());
        if (!Unlock.hasKey(kind, policy, secrets)) {
            obstacles.add("backups are encrypted by " + kind + ", and " + Unlock.keyWanted(kind, policy));
        }
        if (!obstacles.isEmpty()) {
            throw noWayBack(String.join("; ", obstacles), null);
        }
    }

    private static void addRights(List<String> obstacles, RoleRights rights, String database) {
        if (!rights.createsDatabases()) {
            obstacles.add("the role " + rights.role() + " may not create databases; grant it: "
                    + RoleRights.grantCreate(rights.role()));
        }
        if (rights.owner().isEmpty()) {
            obstacles.add("there is no database " + database);
        } else if (!rights.owns()) {
            obstacles.add("the database " + database + " is owned by " + rights.owner() + ", so that " + rights.role()
                    + " may not rename it; grant it: " + rights.grantOwnership(database));
        }
    }

    /** The swap ends whatever sessions there are, of an application that connects as another role, too. */
    private static void addSessions(List<String> obstacles, ForeignSessions sessions, String database) {
        if (!sessions.roles().isEmpty()) {
            obstacles.add("the database " + database + " has sessions of " + String.join(", ", sessions.roles())
                    + ", which the role " + sessions.role() + " may not end; grant it: " + sessions.grant());
        }
        if (!sessions.superusers().isEmpty()) {
            obstacles.add("the database " + database + " has sessions of the superuser "
                    + String.join(", ", sessions.superusers())
                    + ", which only superusers may end: stop what uses them");
        }
    }

    /**
     * Makes sure that the backup behind the command can be opened, and looks into it as a restore would.
     *
     * @throws AgentException {@link Reason#NoWayBack}
     */
    public static void mustOpen(StoredBackup backup, Policy policy, Secrets secrets, Progress progress) {
        try {
            var decryption = Unlock.of(backup.manifest(), policy, secrets);
            OriginalProperties.read(new BackupContent(backup, progress), decryption, true, progress);
        } catch (AgentException e) {
            throw noWayBack(e.text(), e);
        }
    }

    private static AgentException noWayBack(String why, @Nullable Exception cause) {
        return new AgentException(
                Reason.NoWayBack, "the command was not started, for there would be no way back: " + why, cause);
    }
}
