package dev.belay.agent.cli;

import dev.belay.agent.backup.Catalog;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Policy;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
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
        var seen = catalog.look();
        var names = databases.isAll()
                ? seen.manifests().stream()
                        .map(m -> m.database().name())
                        .distinct()
                        .sorted()
                        .toList()
                : databases.written();
        return names.isEmpty()
                ? List.of(catalog.latest(seen, null))
                : names.stream().map(name -> catalog.latest(seen, name)).toList();
    }

    /** Finds the newest one that is not of a later time than that, RFC 3339. */
    StoredBackup findBefore(Policy policy, Catalog catalog, String time) {
        if (!id.equals("latest")) {
            throw new AgentException(Reason.PolicyInvalid, "--before chooses a backup by its time: leave the id out");
        }
        var seen = catalog.look();
        var newest = catalog.latest(
                seen, asked(database, policy)); // names the databases where there are several and none is asked for
        var moment = moment(time);
        var of = newest.manifest().database().name();
        return seen.manifests().stream()
                .filter(m -> m.database().name().equals(of))
                .filter(m -> !Instant.parse(m.startedAt()).isAfter(moment))
                .findFirst()
                .map(catalog::stored)
                .orElseThrow(() -> new AgentException(
                        Reason.BackupNotFound,
                        "there is no backup of " + of + " from before " + time + "; 'belay backup list' tells them"));
    }

    private static Instant moment(String time) {
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException e) {
            throw new AgentException(
                    Reason.PolicyInvalid,
                    "--before: '" + time + "' is not a time with its zone, such as 2026-11-21T08:30:00Z",
                    e);
        }
    }

    /** Finds it among a policy's. */
    StoredBackup find(Policy policy, Catalog catalog) {
        return find(id, database, policy, catalog);
    }

    static StoredBackup find(String id, @Nullable String database, Policy policy, Catalog catalog) {
        return catalog.find(id, asked(database, policy));
    }

    private static @Nullable String asked(@Nullable String database, Policy policy) {
        return database == null ? policy.spec().database().only().orElse(null) : database;
    }
}
