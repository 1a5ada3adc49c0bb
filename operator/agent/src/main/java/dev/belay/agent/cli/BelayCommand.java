package dev.belay.agent.cli;

import java.util.Arrays;
import java.util.List;
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
        versionProvider = BelayCommand.Version.class,
        scope = CommandLine.ScopeType.INHERIT)
final class BelayCommand implements Runnable {
    private static final int WRONG_USE = 2;
    private static final List<Class<?>> COMMANDS = List.of(
            BackupCommand.class,
            DrillCommand.class,
            MigrateCommand.class,
            RunCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            CompletionCommand.class,
            KeygenCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    /** Runs one command and returns its exit code. */
    static int execute(String... arguments) {
        return commandLine(arguments)
                .setCaseInsensitiveEnumValuesAllowed(false)
                // A name or statement that starts with @ is one, not a file to read: it would end up in what we print.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(BelayCommand::wrongUse)
                .execute(arguments);
    }

    /**
     * What understands these arguments. picocli reads the annotations of every command that it knows of, which takes
     * longer than many a command: it gets to know the one that is named, and all of them where none is.
     */
    static CommandLine commandLine(String... arguments) {
        return group(new BelayCommand(), COMMANDS, Arrays.asList(arguments));
    }

    private static CommandLine group(Object group, List<Class<?>> commands, List<String> words) {
        var line = new CommandLine(group);
        var named = commands.stream()
                .filter(type -> !words.isEmpty() && name(type).equals(words.getFirst()))
                .toList();
        var rest = named.isEmpty() ? List.<String>of() : words.subList(1, words.size());
        for (var type : named.isEmpty() ? commands : named) {
            line.addSubcommand(
                    type == BackupCommand.class ? group(new BackupCommand(), BackupCommand.COMMANDS, rest) : type);
        }
        return line;
    }

    private static String name(Class<?> type) {
        return type.getAnnotation(Command.class).name();
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
            return new String[] {Belay.VERSION};
        }
    }
}
