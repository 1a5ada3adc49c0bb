package dev.belay.agent.migrate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The command behind the gate, with our own standard streams. */
public final class MigrationCommand {
    private static final int NOT_FOUND = 127;

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

    /** Runs it to its end and returns its exit code; 127, as shells do, if it cannot be started. */
    public int run() {
        var line = new ArrayList<String>();
        if (outputToErrors) {
            line.addAll(List.of("sh", "-c", "exec \"$@\" >&2", "sh"));
        }
        line.addAll(command);
        try {
            return new ProcessBuilder(line).inheritIO().start().waitFor();
        } catch (IOException e) {
            System.err.println("belay: cannot start " + command.getFirst() + ": " + e.getMessage());
            return NOT_FOUND;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NOT_FOUND;
        }
    }

    @Override
    public String toString() {
        return String.join(" ", command);
    }
}
