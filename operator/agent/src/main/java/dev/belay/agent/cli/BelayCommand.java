package dev.belay.agent.cli;

import dev.belay.agent.backup.BelayVersion;
import dev.belay.agent.postgres.ChildProcess;
import java.time.Duration;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code belay} command. */
@Command(
        name = "belay",
        description = "Encrypted PostgreSQL backups that are proven by restoring them.",
        mixinStandardHelpOptions = true,
        versionProvider = Belay.Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {
            BackupCommand.class,
            DrillCommand.class,
            MigrateCommand.class,
            RunCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            CompletionCommand.class,
            KeygenCommand.class
        })
public final class Belay implements Runnable {
    private static final int WRONG_USE = 2;
    private static final String VERSION = "belay " + BelayVersion.get();
    /** As long as a container is usually given between the request to end and its end. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(20);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    /** Runs one command and ends the process with its exit code. */
    public static void main(String... arguments) {
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            System.out.println(VERSION); // before the command line is built, which takes longer than all the rest
            return;
        }
        int exitCode;
        // PostgreSQL's programs end with us; the run then fails and tidies up behind itself.
        try (var _ = AskedToEnd.then(ChildProcess::endAll, CLEAN_UP)) {
            exitCode = execute(arguments);
        }
        System.exit(exitCode);
    }

    static int execute(String... arguments) {
        return new CommandLine(new Belay())
                .setCaseInsensitiveEnumValuesAllowed(false)
                // A name or statement that starts with @ is one, not a file to read: it would end up in what we print.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(Belay::wrongUse)
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    private static int wrongUse(ParameterException e, String... arguments) {
        WrongUse.tell(e, Arrays.asList(arguments));
        return WRONG_USE;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {VERSION};
        }
    }
}
