package dev.belay.agent.cli;

import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.backup.Unlock;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import dev.belay.agent.repository.Repository;
import dev.belay.agent.restore.RestoreRequest;
import dev.belay.agent.restore.RestoreRun;
import dev.belay.api.run.RunReport.RestoreResult;
import java.nio.file.Files;
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
    @Mixin
    BackupChoice which = new BackupChoice();

    @Option(
            names = "--file",
            paramLabel = "PATH",
            description =
                    "A backup's data file, with its manifest.json beside it, or the folder of both: instead of the"
                            + " repository.")
    @Nullable
    Path file;

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

    @Option(names = "--readiness", paramLabel = "SQL", description = "Must run without an error on it. Repeatable.")
    List<String> readiness = new ArrayList<>();

    @Option(names = "--integrity", paramLabel = "SQL", description = "Must be true on it. Repeatable.")
    List<String> integrity = new ArrayList<>();

    @Override
    String taskName() {
        return "restore";
    }

    @Override
    Outcome run() {
        var policy = policy();
        try (var progress = progress();
                var repository = file == null ? repository(policy) : new FolderRepository(folder(file))) {
            var backup = backup(policy, repository, progress);
            var decryption = Unlock.of(backup.manifest(), policy, secrets());
            var server = Server.of(policy.spec().database(), secrets());
            var request = new RestoreRequest(
                    new RestoreRequest.Target(into, swap, terminateConnections),
                    new RestoreRequest.Scope(!noOwner),
                    new RestoreRequest.Checks(List.copyOf(readiness), List.copyOf(integrity)));
            var result = new RestoreRun(server, progress).run(backup, decryption, request);
            return Outcome.done(report(Results.of(result), null), text(result));
        }
    }

    private StoredBackup backup(Policy policy, Repository repository, Progress progress) {
        return file == null
                ? which.find(policy, catalog(policy, repository, progress))
                : StoredBackup.at(repository, "");
    }

    private static Path folder(Path file) {
        if (!Files.exists(file)) {
            throw new AgentException(Reason.BackupNotFound, "there is no file or folder " + file);
        }
        return Files.isDirectory(file) ? file : file.toAbsolutePath().resolveSibling("");
    }

    static String text(RestoreResult r) {
        var text = "restored " + r.backupId() + " into " + r.database() + ": " + r.rows() + " rows in " + r.tables()
                + " tables agree with the manifest (" + r.seconds() + " s)";
        return r.previousDatabase() == null ? text : text + "\n" + WayBack.text(r.database(), r.previousDatabase());
    }
}
