package dev.belay.agent.cli;

import dev.belay.agent.backup.Catalog;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.policy.Policy;
import java.util.List;
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

    /** Finds it, or, where there are several databases and nobody named one, the newest of each. */
    List<StoredBackup> findEach(Policy policy, Catalog catalog) {
        var databases = policy.spec().database();
        if (!id.equals("latest") || database != null || databases.only().isPresent()) {
            return List.of(find(policy, catalog));
        }
        // Of those that the policy names each must have one; of a whole server, those that have one are all we know.
        var names = databases.isAll()
                ? catalog.list().stream()
                        .map(m -> m.database().name())
                        .distinct()
                        .sorted()
                        .toList()
                : databases.written();
        return names.isEmpty()
                ? List.of(catalog.find(id))
                : names.stream().map(name -> catalog.find(id, name)).toList();
    }

    /** Finds it among a policy's. */
    StoredBackup find(Policy policy, Catalog catalog) {
        return catalog.find(
                id, database == null ? policy.spec().database().only().orElse(null) : database);
    }
}
