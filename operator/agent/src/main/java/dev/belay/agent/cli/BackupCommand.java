package dev.belay.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "backup",
        description = "Makes backups, shows them, checks them and brings them back.",
        subcommands = {
            CreateCommand.class,
            ListCommand.class,
            ShowCommand.class,
            VerifyCommand.class,
            RestoreCommand.class,
            RewrapCommand.class,
            PruneCommand.class,
            PinCommand.class,
            UnpinCommand.class
        })
final class BackupCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }
}
