package dev.belay.agent.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Override
    public void run() {
        System.out.print(AutoComplete.bash("belay", spec.root().commandLine()));
        System.out.flush();
    }
}
