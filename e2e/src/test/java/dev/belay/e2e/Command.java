package dev.belay.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A program, run as a person at a terminal would. */
final class Command {
    static final Path ROOT = Path.of(System.getProperty("belay.root"));

    /** What came of it; both streams as text. */
    record Result(int exitCode, String out, String err) {
        boolean ok() {
            return exitCode == 0;
        }
    }

    private Command() {}

    static Result run(Map<String, String> environment, String stdin, List<String> line)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(line).directory(ROOT.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        var err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()), Thread::startVirtualThread);
        var out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()), Thread::startVirtualThread);
        try (var in = process.getOutputStream()) {
            in.write(stdin.getBytes(StandardCharsets.UTF_8));
        }
        return new Result(process.waitFor(), out.join(), err.join());
    }

    /** Runs a program that must succeed, and returns what it printed. */
    static String must(Map<String, String> environment, String... line) throws IOException, InterruptedException {
        var result = run(environment, "", List.of(line));
        if (!result.ok()) {
            throw new AssertionError(
                    String.join(" ", line) + " ended with " + result.exitCode() + "\n" + result.out() + result.err());
        }
        return result.out();
    }

    private static String read(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
