package dev.belay.agent.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        description = "Prints what completes this command's words in a shell: source <(belay completion bash)")
final class CompletionCommand implements Runnable {
    /** Shells that it works with: one script serves both. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(arity = "0..1", paramLabel = "bash|zsh", defaultValue = "bash", description = "Default: bash.")
    Shell shell = Shell.bash;

    @Override
    public void run() {
        System.out.print(AutoComplete.bash("belay", BelayCommand.commandLine()));
        System.out.flush();
    }
}
