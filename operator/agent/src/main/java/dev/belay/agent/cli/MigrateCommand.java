package dev.belay.agent.cli;

import dev.belay.agent.backup.BackupRun;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.backup.Unlock;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.migrate.Gate;
import dev.belay.agent.migrate.MigrationCommand;
import dev.belay.agent.migrate.OpenMigration;
import dev.belay.agent.migrate.Return;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.restore.RestoreRequest;
import dev.belay.agent.restore.RestoreRun;
import dev.belay.agent.run.StateFile;
import dev.belay.api.policy.DurationText;
import dev.belay.api.run.RunReport.RestoreResult;
import dev.belay.api.run.RunReport.RunError;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "migrate",
        description = "Runs a command only behind a good backup, and knows the way back if it fails.")
final class MigrateCommand extends PolicyTask {
    /** Of a command that has ended it is known at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What happens when the command fails. */
    enum OnFailure {
        report,
        restore
    }

    @Option(
            names = "--max-backup-age",
            paramLabel = "AGE",
            description = "Accept a backup that is not older, such as 1h. Default: make a new one.")
    @Nullable
    String mostAge;

    @Option(
            names = "--on-failure",
            paramLabel = "report|restore",
            defaultValue = "report",
            description = "When COMMAND fails: report the way back, or go it, which ends the sessions of the database."
                    + " Default: report.")
    OnFailure onFailure = OnFailure.report;

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "The database that is migrated. Default: the policy's, where it has but one.")
    @Nullable
    String asked;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "After --: the command and its arguments.")
    List<String> command = List.of();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder in which is noted that the command runs. Default: as of 'belay run'.")
    @Nullable
    Path stateFolder;

    @Override
    Outcome run() {
        var policy = policy();
        var database = policy.database(asked);
        var age = age();
        var migration = new MigrationCommand(command, format == Format.json);
        migration.mustBeThere();
        try (var progress = progress();
                var open = new OpenMigration(StateFile.folder(stateFolder, policy.name()), database, progress);
                var repository = repository(policy)) {
            open.mustBeNone();
            var server = Server.of(policy.spec().database(), secrets());
            if (onFailure == OnFailure.restore) {
                Return.mustBeOpen(policy, database, server, secrets());
            }
            var catalog = catalog(policy, repository, progress);
            var encryption = Encryption.of(policy.spec().encryption(), secrets());
            // Of the primary itself, whatever dumpFrom says: a standby may not have the latest yet.
            var backups = new BackupRun(policy, server, repository, encryption, progress, Clock.systemUTC());
            var backup = new Gate(database, policy, catalog, backups, progress).backup(age);
            if (onFailure == OnFailure.restore) {
                Return.mustOpen(backup, policy, secrets(), progress);
            }
            open.begin(wayBack(policy, backup));
            progress.step("running " + command.getFirst()); // its arguments may hold what no log should
            var exitCode = run(migration, open);
            if (migration.isInterrupted(exitCode)) {
                return interrupted(policy, backup, exitCode);
            }
            return exitCode == 0 ? succeeded(backup) : failed(policy, server, backup, exitCode, progress);
        }
    }

    /** Whoever asks us to end, asks the command, too; until it has ended there is no way back to tell. */
    private static int run(MigrationCommand migration, OpenMigration open) {
        try (var _ = AskedToEnd.then(migration::end, PATIENCE)) {
            return migration.run(open);
        }
    }

    private Outcome succeeded(StoredBackup backup) {
        return Outcome.done(
                Migrated.succeeded(backup.id(), command.getFirst()),
                "the migration succeeded; the backup before it is " + backup.id());
    }

    /** Restores nothing, whatever {@code --on-failure} says: who says stop does not mean that more should be changed. */
    private Outcome interrupted(Policy policy, StoredBackup backup, int exitCode) {
        var said = "the command was interrupted (exit code " + exitCode + "); the database is as it left it";
        var wayBack = tellWayBack(said, policy, backup);
        return outcome(backup, exitCode, wayBack, null, new RunError("CommandInterrupted", said), "");
    }

    private Outcome failed(Policy policy, Server server, StoredBackup backup, int exitCode, Progress progress) {
        var said = "the command failed (exit code " + exitCode + ")";
        var wayBack = tellWayBack(said, policy, backup);
        if (onFailure == OnFailure.report) {
            return outcome(backup, exitCode, wayBack, null, failure("exit code " + exitCode), "");
        }
        try {
            var restored = goBack(policy, server, backup, progress);
            return outcome(
                    backup,
                    exitCode,
                    wayBack,
                    restored,
                    failure("exit code " + exitCode + "; the database is as it was before"),
                    RestoreCommand.text(restored, RestoreCommand.agreeing(backup, restored, RestoreCommand.MANIFEST)));
        } catch (RuntimeException | Error e) {
            // Its reason may be one of those that tell that nothing was begun: the command was.
            var told = tell(said + ", and so did the way back, which is printed above: ", e);
            return outcome(backup, exitCode, wayBack, null, failure(told.message()), "");
        }
    }

    /** Before it is tried: whatever ends us on it, somebody else can go it. */
    private String tellWayBack(String said, Policy policy, StoredBackup backup) {
        var wayBack = wayBack(policy, backup);
        System.err.println("belay: " + said);
        System.err.println("belay: the way back:\n  " + wayBack);
        return wayBack;
    }

    private RestoreResult goBack(Policy policy, Server server, StoredBackup backup, Progress progress) {
        var request = new RestoreRequest(
                new RestoreRequest.Target(policy.database(asked), true, true),
                RestoreRequest.Scope.all(),
                RestoreRequest.Checks.NONE,
                RestoreRequest.Means.STREAM);
        var decryption = Unlock.of(backup.manifest(), policy, secrets());
        return new RestoreRun(server, progress).run(backup, decryption, request);
    }

    private static RunError failure(String message) {
        return new RunError("CommandFailed", message);
    }

    private Outcome outcome(
            StoredBackup backup,
            int exitCode,
            String wayBack,
            @Nullable RestoreResult restored,
            RunError error,
            String text) {
        return new Outcome(
                Migrated.failed(backup.id(), command.getFirst(), exitCode, wayBack, restored, error), text, 1);
    }

    private String wayBack(Policy policy, StoredBackup backup) {
        return ShellWords.join(List.of(
                "belay",
                "backup",
                "restore",
                backup.id(),
                "--into",
                policy.database(asked),
                "--swap",
                "--terminate-connections",
                "--policy",
                policyFile.toString(),
                "--secrets",
                secretsFolder == null ? "DIR" : secretsFolder.toString()));
    }

    private @Nullable Duration age() {
        try {
            return mostAge == null ? null : DurationText.parse(mostAge);
        } catch (IllegalArgumentException e) {
            throw new AgentException(Reason.PolicyInvalid, "--max-backup-age: " + e.getMessage(), e);
        }
    }
}
