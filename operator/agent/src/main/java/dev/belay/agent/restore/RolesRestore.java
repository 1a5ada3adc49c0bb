package dev.belay.agent.restore;

import dev.belay.agent.backup.BackupContent;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.MissingRoles;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.restore.script.GlobalsScript;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Creates the roles of a backup that a server lacks. One that is there stays as it is; none gets a password, because
 * none is in a backup.
 */
public final class RolesRestore {
    /** Of globals beyond this nothing is read: so many roles no server has. */
    private static final int LONGEST = 16 << 20;

    private final Server server;
    private final Progress progress;

    public RolesRestore(Server server, Progress progress) {
        this.server = server;
        this.progress = progress;
    }

    /**
     * The roles that were created.
     *
     * @param withoutPassword those of them that could log in if somebody gave them one
     */
    public record Created(List<String> roles, List<String> withoutPassword) {}

    /**
     * Creates them, all or none.
     *
     * @throws AgentException {@link Reason#RestoreFailed} if the backup has none, or our role may not create any;
     *     {@link Reason#RepositoryCorrupt}
     */
    public Created run(StoredBackup backup, Decryption decryption) {
        progress.step("creating the roles that are missing");
        var script = GlobalsScript.of(read(backup, decryption));
        script.leftOut().forEach(statement -> progress.warn("of the roles is not brought back: " + statement));
        try (var missing = new MissingRoles(server)) {
            var created = script.roles().stream()
                    .filter(role -> missing.create(role.name(), role.attributes(), role.statements()))
                    .toList();
            var names = created.stream().map(GlobalsScript.Role::name).toList();
            script.memberships().stream()
                    // A role that was there must not find itself a member of another.
                    .filter(membership -> names.contains(membership.member()))
                    .forEach(missing::grant);
            missing.commit()
                    .forEach(skipped -> progress.warn("was not done, somebody with the right must: " + skipped));
            var withoutPassword = created.stream()
                    .filter(GlobalsScript.Role::canLogIn)
                    .map(GlobalsScript.Role::name)
                    .toList();
            tell(names, withoutPassword);
            return new Created(names, withoutPassword);
        }
    }

    private void tell(List<String> created, List<String> withoutPassword) {
        progress.step(created.isEmpty() ? "no role was missing" : "created the roles " + String.join(", ", created));
        if (!withoutPassword.isEmpty()) {
            progress.warn(
                    "these roles have no password yet (ALTER ROLE … PASSWORD): " + String.join(", ", withoutPassword));
        }
    }

    private String read(StoredBackup backup, Decryption decryption) {
        var text = new ByteArrayOutputStream();
        BackupContent.globals(backup, progress)
                .orElseThrow(() -> new AgentException(
                        Reason.RestoreFailed,
                        "backup " + backup.id() + " was made without roles; create them yourself, or restore with"
                                + " --no-owner"))
                .read(decryption, (bytes, length) -> {
                    if (text.size() > LONGEST) {
                        throw new AgentException(Reason.RestoreFailed, "the roles of " + backup.id() + " are too many");
                    }
                    text.write(bytes, 0, length);
                });
        return text.toString(StandardCharsets.UTF_8);
    }
}
