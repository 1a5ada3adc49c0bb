package dev.belay.agent.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "backup", description = "Makes backups, shows them, checks them and brings them back.")
final class BackupCommand implements Runnable {
    static final List<Class<?>> COMMANDS = List.of(
            CreateCommand.class,
            ListCommand.class,
            ShowCommand.class,
            VerifyCommand.class,
            RestoreCommand.class,
            RewrapCommand.class,
            PruneCommand.class,
            DeleteCommand.class,
            PinCommand.class,
            UnpinCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }
}
