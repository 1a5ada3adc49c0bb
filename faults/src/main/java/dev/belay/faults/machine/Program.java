package dev.belay.faults.machine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program run to its end. */
public final class Program {
    private Program() {}

    /** Whether the campaign, and so what it starts, is root. */
    public static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /** Runs one that must succeed and returns what it wrote to its standard output. */
    static String run(String... command) throws IOException {
        return run(Map.of(), List.of(command));
    }

    /** Runs one that must succeed, with more in its environment. */
    public static String run(Map<String, String> environment, List<String> command) throws IOException {
        // Not a pipe for the errors: a server that it leaves running would hold it open.
        var err = Files.createTempFile("belay-faults-", ".err");
        try {
            var builder = new ProcessBuilder(command).redirectError(err.toFile());
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment().putAll(environment);
            var process = builder.start();
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var exitCode = ended(process);
            if (exitCode != 0) {
                throw new IOException(String.join(" ", command) + " failed (" + exitCode + "): "
                        + Files.readString(err).strip());
            }
            return out;
        } finally {
            Files.deleteIfExists(err);
        }
    }

    /** Runs one that may fail; true if it did not. */
    public static boolean succeeds(String... command) throws IOException {
        return ended(new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start())
                == 0;
    }

    private static int ended(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
