package dev.belay.controller.migration;

import dev.belay.api.BackupPolicy;
import dev.belay.api.Migration;
import dev.belay.api.Restore;
import dev.belay.api.policy.PolicyRef;
import dev.belay.api.restore.RestoreSpec;
import java.util.Optional;

/** The way back to the backup that a Migration was gated by: an object to create, or a command to type. */
final class Rollback {
    private Rollback() {}

    /** The database that the Migration is of; empty where the policy has several, or has not the one that is named. */
    static Optional<String> database(Migration migration, BackupPolicy policy) {
        var databases = policy.getSpec().database();
        var named = migration.getSpec().database();
        if (named == null) {
            return databases.only();
        }
        return databases.isAll() || databases.written().contains(named) ? Optional.of(named) : Optional.empty();
    }

    static Restore object(Migration migration, BackupPolicy policy, String database, String backup) {
        var restore = new Restore();
        restore.setMetadata(MigrationNames.requested(migration, MigrationNames.rollback(migration)));
        restore.setSpec(new RestoreSpec(
                new PolicyRef(policy.getMetadata().getName()),
                new RestoreSpec.Source(backup, null, null, migration.getSpec().database()),
                new RestoreSpec.Target(database, true, true),
                null));
        return restore;
    }

    /** The whole command, to be pasted into a shell. */
    static String command(Migration migration, Optional<BackupPolicy> policy, String backup) {
        var database = policy.flatMap(found -> database(migration, found)).orElse("NAME-OF-THE-DATABASE");
        return """
                kubectl create -f - <<'EOF'
                apiVersion: belay.dev/v1alpha1
                kind: Restore
                metadata:
                  generateName: %s-rollback-
                  namespace: %s
                spec:
                  policyRef: {name: %s}
                  source: {backup: %s%s}
                  target: {database: "%s", swap: true, terminateConnections: true}
                EOF
                """.formatted(
                        migration.getMetadata().getName(),
                        migration.getMetadata().getNamespace(),
                        migration.getSpec().policyRef().name(),
                        backup,
                        migration.getSpec().database() == null ? "" : ", database: \"" + quoted(database) + "\"",
                        quoted(database));
    }

    private static String quoted(String name) {
        return name.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
