package dev.belay.agent.cli;

import dev.belay.agent.backup.Catalog;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.policy.Policy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which backup a command is about. */
final class BackupChoice {
    @Parameters(arity = "0..1", paramLabel = "ID|latest", defaultValue = "latest", description = "Default: latest.")
    String id = "latest";

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "The newest backup of this database, where there are several.")
    @Nullable
    String database;

    /** Finds it among a policy's. */
    StoredBackup find(Policy policy, Catalog catalog) {
        return catalog.find(
                id, database == null ? policy.spec().database().only().orElse(null) : database);
    }
}
