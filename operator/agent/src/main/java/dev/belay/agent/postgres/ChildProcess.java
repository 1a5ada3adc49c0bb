package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A running program of PostgreSQL's. What it writes to its standard error is kept, up to a bound. */
public final class ChildProcess implements AutoCloseable {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static volatile boolean ending;

    private final Process process;
    private final Words words;
    private final Thread reader;

    private ChildProcess(Process process) {
        this.process = process;
        words = new Words();
        reader = Thread.ofVirtual().start(() -> words.readFrom(process.getErrorStream()));
    }

    /**
     * Starts a program whose standard output is read by us.
     *
     * @param environment is added to our own, from which every PG… variable is left out
     */
    public static ChildProcess start(List<String> command, Map<String, String> environment) {
        return start(new ProcessBuilder(command), environment);
    }

    /** Starts a program whose standard output is of no interest. */
    public static ChildProcess startSilent(List<String> command, Map<String, String> environment) {
        return start(new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD), environment);
    }

    /** Starts one that tidies up: even when our own process is about to end. */
    static ChildProcess startToTidyUp(List<String> command) {
        return launch(new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD), Map.of());
    }

    private static ChildProcess start(ProcessBuilder builder, Map<String, String> environment) {
        if (ending) {
            throw new AgentException(Reason.Internal, "was asked to end");
        }
        return launch(builder, environment);
    }

    private static ChildProcess launch(ProcessBuilder builder, Map<String, String> environment) {
        var inherited = builder.environment();
        inherited.keySet().removeIf(name -> name.startsWith("PG"));
        inherited.put("LC_ALL", "C"); // so that messages can be told apart
        inherited.putAll(environment);
        builder.directory(new File("/")); // our own folder may be closed to whom the program runs as
        try {
            var process = builder.start();
            RUNNING.add(process);
            return new ChildProcess(process);
        } catch (IOException e) {
            throw new AgentException(
                    Reason.Internal, "cannot start " + builder.command().getFirst() + ": " + e.getMessage(), e);
        }
    }

    /** Ends every program that still runs and starts no more, so that a run fails: for the end of our own process. */
    public static void endAll() {
        ending = true;
        RUNNING.forEach(Process::destroy);
    }

    public InputStream output() {
        return process.getInputStream();
    }

    public OutputStream input() {
        return process.getOutputStream();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end of the program and returns its exit code. */
    public int await() {
        try {
            var exitCode = process.waitFor();
            reader.join();
            return exitCode;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(Reason.Internal, "was interrupted", e);
        } finally {
            RUNNING.remove(process);
        }
    }

    /** What the program wrote to its standard error: whole after {@link #await}. */
    public String words() {
        return words.toString();
    }

    /** Ends the program if it still runs. */
    @Override
    public void close() {
        process.destroy();
        await();
    }
}
