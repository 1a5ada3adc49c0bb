package dev.belay.agent.cli;

import dev.belay.agent.backup.Catalog;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.policy.Policy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which backup a command changes: somebody has to say it, for the newest one is seldom meant. */
final class NamedBackup {
    @Parameters(paramLabel = "ID|latest", description = "Which one; 'belay backup list' tells them.")
    String id = "";

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "With latest: the newest backup of this database, where there are several.")
    @Nullable
    String database;

    /** Finds it among a policy's. */
    StoredBackup find(Policy policy, Catalog catalog) {
        return BackupChoice.find(id, database, policy, catalog);
    }
}
