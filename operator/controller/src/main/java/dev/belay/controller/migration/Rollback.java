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

    static Restore object(Migration migration, BackupPolicy policy, String backup) {
        var restore = new Restore();
        restore.setMetadata(MigrationNames.requested(migration, MigrationNames.rollback(migration)));
        restore.setSpec(new RestoreSpec(
                new PolicyRef(policy.getMetadata().getName()),
                new RestoreSpec.Source(backup, null),
                new RestoreSpec.Target(policy.getSpec().database().name(), true, true),
                null));
        return restore;
    }

    /** The whole command, to be pasted into a shell. */
    static String command(Migration migration, Optional<BackupPolicy> policy, String backup) {
        var database = policy.map(found -> found.getSpec().database().name()).orElse("NAME-OF-THE-DATABASE");
        return """
                kubectl create -f - <<'EOF'
                apiVersion: belay.dev/v1alpha1
                kind: Restore
                metadata:
                  generateName: %s-rollback-
                  namespace: %s
                spec:
                  policyRef: {name: %s}
                  source: {backup: %s}
                  target: {database: "%s", swap: true, terminateConnections: true}
                EOF
                """.formatted(
                        migration.getMetadata().getName(),
                        migration.getMetadata().getNamespace(),
                        migration.getSpec().policyRef().name(),
                        backup,
                        database.replace("\\", "\\\\").replace("\"", "\\\""));
    }
}
