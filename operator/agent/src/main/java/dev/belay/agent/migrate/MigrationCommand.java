package dev.belay.agent.migrate;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command behind the gate, with our own standard streams. */
public final class MigrationCommand {
    private static final int INTERRUPTED = 130;

    private final List<String> command;
    private final boolean outputToErrors;

    /**
     * A command and its arguments.
     *
     * @param outputToErrors whether what it prints goes to standard error, because standard output is ours
     */
    public MigrationCommand(List<String> command, boolean outputToErrors) {
        this.command = List.copyOf(command);
        this.outputToErrors = outputToErrors;
    }

    /**
     * Makes sure that there is a program to run, before anything is done: what never ran needs no way back.
     *
     * @throws AgentException {@link Reason#PolicyInvalid}
     */
    public void mustBeThere() {
        var program = command.getFirst();
        var there = program.contains("/")
                ? Files.isExecutable(Path.of(program))
                : Arrays.stream(String.valueOf(System.getenv("PATH")).split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!there) {
            throw notStarted(program, "there is no such program", null);
        }
    }

    /** Runs it to its end and returns its exit code. */
    public int run() {
        var line = new ArrayList<String>();
        if (outputToErrors) {
            line.addAll(List.of("sh", "-c", "exec \"$@\" >&2", "sh"));
        }
        line.addAll(command);
        try {
            return new ProcessBuilder(line).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw notStarted(command.getFirst(), e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        }
    }

    private static AgentException notStarted(String program, @Nullable String why, @Nullable Exception cause) {
        return new AgentException(
                Reason.PolicyInvalid, "cannot start " + program + ": " + why + "; nothing was changed", cause);
    }

    @Override
    public String toString() {
        return String.join(" ", command);
    }
}
