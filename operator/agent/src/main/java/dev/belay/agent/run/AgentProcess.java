package dev.belay.agent.run;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.RunError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs each in a process of its own, as a Job on a cluster does: whatever a run does to its memory, and even if it never
 * ends, the schedule goes on.
 */
public final class AgentProcess implements Runs {
    private static final int LONGEST_REPORT = 1 << 20;
    private static final int LONGEST_LINE = 4000;
    private static final long PATIENCE_SECONDS = 30;
    private static final int WRONG = 1;

    private final List<String> belay;
    private final List<String> options;
    private volatile @Nullable Process running;
    private volatile boolean ending;

    /**
     * How runs are started.
     *
     * @param belay the command itself, with all that Java needs
     * @param options that every run is given: the policy and its secrets
     */
    public AgentProcess(List<String> belay, List<String> options) {
        this.belay = List.copyOf(belay);
        this.options = List.copyOf(options);
    }

    @Override
    public Ended run(Duty duty, Duration deadline, Consumer<String> output) {
        var command = new ArrayList<>(belay);
        command.addAll(duty.tier() == null ? List.of("drill") : List.of("backup", "create", "--tier", duty.tier()));
        command.addAll(options);
        command.addAll(List.of("--output", "json"));
        try {
            var process = start(command);
            process.getOutputStream().close();
            var report = inBackground(() -> whole(process.getInputStream()));
            var lines = inBackground(() -> lines(process, output));
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                end(process);
                return Ended.broken(
                        WRONG,
                        "DeadlineExceeded",
                        "it was ended, for it took longer than " + deadline.toSeconds()
                                + " s (spec.jobTemplate.activeDeadlineSeconds)");
            }
            lines.get();
            return ended(process.exitValue(), report.get());
        } catch (IOException e) {
            return Ended.broken(WRONG, "Internal", "cannot start " + belay.getFirst() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Ended.broken(WRONG, "Internal", "was interrupted");
        } catch (ExecutionException e) {
            return Ended.broken(WRONG, "Internal", "its output cannot be read: " + e.getCause());
        } finally {
            running = null;
        }
    }

    /** Asks the one that runs to end, and starts no more. */
    public void stop() {
        ending = true;
        var process = running;
        if (process != null) {
            process.destroy();
        }
    }

    private Process start(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).start();
        running = process;
        if (ending) {
            process.destroy(); // we were asked in between
        }
        return process;
    }

    private static void end(Process process) throws InterruptedException {
        var children = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static Ended ended(int exitCode, byte[] out) {
        RunReport report = null;
        try {
            report = new ObjectMapper().readValue(out, RunReport.class);
        } catch (JacksonException e) {
            if (exitCode == 0) {
                return Ended.broken(WRONG, "Internal", "it gave no report that can be read: " + e.getOriginalMessage());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e); // bytes in memory can always be read
        }
        if (exitCode == 0) {
            return new Ended(exitCode, report, null);
        }
        var error = report == null || report.error() == null
                ? new RunError("RunLost", "it ended with exit code " + exitCode + " and without a report")
                : report.error();
        return new Ended(exitCode, report, error);
    }

    private static byte[] whole(InputStream in) throws IOException {
        var bytes = in.readNBytes(LONGEST_REPORT);
        in.transferTo(OutputStream.nullOutputStream());
        return bytes;
    }

    private static boolean lines(Process process, Consumer<String> output) throws IOException {
        try (var reader = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                output.accept(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
            }
        }
        return true;
    }

    private static <T> FutureTask<T> inBackground(Callable<T> reading) {
        var task = new FutureTask<>(reading);
        Thread.ofVirtual().start(task);
        return task;
    }
}
