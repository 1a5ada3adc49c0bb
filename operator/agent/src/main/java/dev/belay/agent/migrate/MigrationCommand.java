package dev.belay.agent.migrate;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The command behind the gate, with our own standard streams. */
public final class MigrationCommand {
    /** Of one that Ctrl-C has ended: a terminal sends it to the command as well as to us. */
    private static final int INTERRUPTED = 130;
    /** Of one that SIGTERM has ended: systemd sends it to all of a unit at once, and the command may hear it first. */
    private static final int TERMINATED = 143;

    /** Prints to our standard error; a shell that could not become the command says so in the file that it is called by. */
    private static final String BECOME = "trap 'echo failed >\"$0\"' EXIT; exec \"$@\" >&2";

    private static final long SAME_MOMENT_MILLIS = 300;
    /** What is left of the time that we are given ourselves is for telling the way back. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<String> command;
    private final boolean outputToErrors;
    private final Object ending = new Object();
    private @Nullable Process process;
    private final CountDownLatch ended = new CountDownLatch(1);

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
                ? isProgram(Path.of(program))
                : Arrays.stream(String.valueOf(System.getenv("PATH")).split(":", -1))
                        .anyMatch(folder -> isProgram(Path.of(folder, program)));
        if (!there) {
            throw notStarted(program, "there is no such program", null);
        }
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }

    /**
     * Runs it to its end and returns its exit code.
     *
     * @param open in which it is noted as soon as there is a process
     * @throws AgentException {@link Reason#PolicyInvalid} if there is something of its name, but no program
     */
    public int run(OpenMigration open) {
        try (var failed = new FailedStart()) {
            var line = new ArrayList<String>();
            if (outputToErrors) {
                line.addAll(List.of("sh", "-c", BECOME, failed.file().toString()));
            }
            line.addAll(command);
            var running = start(line, open.mark());
            open.runs(running.toHandle());
            var exitCode = running.waitFor();
            if (failed.isTold()) {
                throw notStarted(command.getFirst(), "it is no program (exit code " + exitCode + ")", null);
            }
            // What is sent to all of a group at once, the command may hear before us.
            var _ = ended.await(SAME_MOMENT_MILLIS, TimeUnit.MILLISECONDS);
            synchronized (ending) {
                return exitCode; // behind the end of what it has started, where we are ending it
            }
        } catch (IOException e) {
            throw notStarted(command.getFirst(), e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        }
    }

    private Process start(List<String> line, String mark) throws IOException {
        synchronized (ending) {
            if (ended.getCount() == 0) {
                throw new AgentException(
                        Reason.Internal, "was asked to end; the command was not started, and nothing was changed");
            }
            var builder = new ProcessBuilder(line).inheritIO();
            builder.environment().put(OpenMigration.MARK, mark);
            process = builder.start();
            return process;
        }
    }

    /**
     * Ends it with all that it has started: asks, and where that does not help, kills. One that has not begun never
     * does. For the end of our own process.
     */
    public void end() {
        ended.countDown();
        synchronized (ending) {
            if (process != null) {
                end(process);
            }
        }
    }

    private static void end(Process process) {
        // The command first: whose child has ended might go on with the next one.
        var all = new LinkedHashSet<ProcessHandle>();
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).forEach(all::add);
        all.forEach(ProcessHandle::destroy);
        CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        process.descendants().forEach(all::add); // begun since
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** Whether somebody asked for its end before it came, by asking for ours, at the terminal, or by itself. */
    public boolean isInterrupted(int exitCode) {
        return ended.getCount() == 0 || exitCode == INTERRUPTED || exitCode == TERMINATED;
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
