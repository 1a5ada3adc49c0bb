package dev.belay.agent.cli;

import dev.belay.agent.backup.BackupFile;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.backup.Unlock;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.restore.RestoreRequest;
import dev.belay.agent.restore.RestoreRun;
import dev.belay.api.run.RunReport.RestoreResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "restore",
        description = "Brings a backup back into a new database, validates it, and gives it its name.")
final class RestoreCommand extends ReportedTask {
    static final String MANIFEST = "the manifest has them";
    private static final int MOST_JOBS = 64;

    @Mixin
    BackupChoice which = new BackupChoice();

    @Option(
            names = "--file",
            paramLabel = "PATH",
            description = "A backup brought by hand: its folder, its manifest.json, or its data under any name, with or"
                    + " without the manifest beside them. Instead of the repository.")
    @Nullable
    Path file;

    @Option(
            names = "--before",
            paramLabel = "TIME",
            description = "The newest backup that is not of a later time, such as 2026-11-21T08:30:00Z or"
                    + " 2026-11-21T09:30+01:00.")
    @Nullable
    String before;

    @Option(names = "--into", required = true, paramLabel = "NAME", description = "Name of the database to be.")
    String into = "";

    @Option(
            names = "--swap",
            description = "Change places with an existing database, which is kept under another name.")
    boolean swap;

    @Option(names = "--terminate-connections", description = "With --swap: end the sessions of the existing database.")
    boolean terminateConnections;

    @Option(names = "--no-owner", description = "Leave owners and rights out: for servers that lack the roles.")
    boolean noOwner;

    @Option(names = "--with-roles", description = "Create the roles that are missing first, as the backup knows them.")
    boolean withRoles;

    @Option(
            names = "--only-table",
            paramLabel = "SCHEMA.TABLE",
            description =
                    "Bring this table back with what makes it whole, and no other; with quotes as in SQL where it needs"
                            + " them. Repeatable.")
    List<String> onlyTables = new ArrayList<>();

    @Option(names = "--schema-only", description = "Bring the definitions back, without any rows.")
    boolean schemaOnly;

    @Option(names = "--readiness", paramLabel = "SQL", description = "Must run without an error on it. Repeatable.")
    List<String> readiness = new ArrayList<>();

    @Option(names = "--integrity", paramLabel = "SQL", description = "Must be true on it. Repeatable.")
    List<String> integrity = new ArrayList<>();

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Bring rows back, build indexes and count over N connections at once, one large table too."
                    + " Default: 1.")
    int jobs = 1;

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            description = "Folder for the dump's table of contents, without rows, while it is restored. Default: the"
                    + " system's.")
    @Nullable
    Path scratch;

    /** Whether a manifest, of the time when it was made, tells what the backup holds. */
    private boolean isDescribed = true;

    @Override
    String taskName() {
        return "restore";
    }

    @Override
    Outcome run() {
        var policy = policy();
        try (var progress = progress()) {
            return file == null ? fromRepository(policy, progress) : fromFile(policy, file, progress);
        }
    }

    /** A Job's log is read by the operator meanwhile. */
    @Override
    ConsoleProgress progress() {
        return format == Format.json ? ConsoleProgress.forMachines(this::redact) : super.progress();
    }

    private Outcome fromRepository(Policy policy, Progress progress) {
        try (var repository = repository(policy)) {
            var catalog = catalog(policy, repository, progress);
            var backup = before == null ? which.find(policy, catalog) : which.findBefore(policy, catalog, before);
            return restore(policy, backup, Unlock.of(backup.manifest(), policy, secrets()), progress);
        }
    }

    private Outcome fromFile(Policy policy, Path path, Progress progress) {
        var brought = new BackupFile(policy, secrets(), progress);
        var backup = brought.open(path);
        isDescribed = brought.hasManifest();
        return restore(
                policy,
                backup,
                backup.manifest().encryption().recipients().isEmpty()
                        ? brought.decryption(backup)
                        : Unlock.of(backup.manifest(), policy, secrets()),
                progress);
    }

    private Outcome restore(Policy policy, StoredBackup backup, Decryption decryption, Progress progress) {
        var request = new RestoreRequest(
                new RestoreRequest.Target(into, swap, terminateConnections),
                new RestoreRequest.Scope(!noOwner, withRoles, schemaOnly, List.copyOf(onlyTables), true),
                new RestoreRequest.Checks(List.copyOf(readiness), List.copyOf(integrity)),
                means());
        var server = Server.of(policy.spec().database(), secrets());
        var result = new RestoreRun(server, progress).run(backup, decryption, request);
        return Outcome.done(report(Results.of(result), null), text(result, compared(backup, result)));
    }

    private RestoreRequest.Means means() {
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw new AgentException(Reason.PolicyInvalid, "--jobs is a number from 1 to " + MOST_JOBS);
        }
        return new RestoreRequest.Means(
                jobs, scratch == null ? RestoreRequest.Means.STREAM.scratch() : scratch.toAbsolutePath());
    }

    private String compared(StoredBackup backup, RestoreResult result) {
        if (backup.manifest().tables() != null && schemaOnly) {
            return Sizes.count(result.tables(), "table") + " without rows";
        }
        return agreeing(backup, result, isDescribed ? MANIFEST : "the file itself has them");
    }

    /** What was compared with what; of a dump whose contents nobody could read, nothing. */
    static String agreeing(StoredBackup backup, RestoreResult result, String with) {
        return backup.manifest().tables() == null
                ? "no rows were compared, for the backup does not say what its tables hold"
                : Sizes.count(result.rows(), "row") + " in " + Sizes.count(result.tables(), "table") + ", as " + with;
    }

    /** @param compared what was compared, with what */
    static String text(RestoreResult r, String compared) {
        var text = "restored " + r.backupId() + " into " + r.database() + ": " + compared + " (" + r.seconds() + " s)";
        return r.previousDatabase() == null ? text : text + "\n" + WayBack.text(r.database(), r.previousDatabase());
    }
}
