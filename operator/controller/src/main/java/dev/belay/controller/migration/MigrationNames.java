package dev.belay.controller.migration;

import dev.belay.api.Migration;
import dev.belay.controller.kube.Names;
import dev.belay.controller.kube.Ownership;
import dev.belay.controller.run.Origin;
import io.fabric8.kubernetes.api.model.ObjectMeta;

/**
 * Names of what a Migration asks for. The Backup's and the Restore's hold a piece of the Migration's uid: both outlive
 * it, and a later Migration of the same name must not pass by an old backup.
 */
final class MigrationNames {
    static final String ORIGIN = Origin.MIGRATION;
    private static final int PIECE = 5;

    private MigrationNames() {}

    static String job(Migration migration) {
        return Names.fit(migration.getMetadata().getName(), Names.JOB);
    }

    static String gate(Migration migration) {
        return named(migration, "gate");
    }

    static String rollback(Migration migration) {
        return named(migration, "rollback");
    }

    /** Metadata of what outlives the Migration. */
    static ObjectMeta requested(Migration migration, String name) {
        return Ownership.requested(
                migration, name, ORIGIN, migration.getSpec().policyRef().name());
    }

    private static String named(Migration migration, String what) {
        var piece = Names.hash(migration.getMetadata().getUid(), PIECE);
        return Names.fit(migration.getMetadata().getName() + "-" + what + "-" + piece, Names.JOB);
    }
}
