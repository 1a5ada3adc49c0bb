package dev.belay.agent.cli;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.api.run.RunReport.RunError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A command: runs, and turns what came of it, well or not, into a document, words and an exit code. */
abstract class Task implements Callable<Integer> {
    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "text for people, json for machines: one document on standard output. Default: text.")
    Format format = Format.text;

    @Option(names = "--debug", description = "With a failure, show where in the program it happened.")
    boolean debug;

    /** What the command is for; whatever it throws is told as its failure. */
    abstract Outcome run() throws Exception;

    /** The document of a failure. */
    Object failed(RunError error) {
        return new ErrorDocument(false, error);
    }

    /** A text without secrets. */
    String redact(String text) {
        return text;
    }

    @Override
    public final Integer call() {
        try {
            var outcome = run();
            Printer.print(format, outcome);
            return outcome.exitCode();
        } catch (Exception | Error e) {
            var error = tell("", e);
            var exitCode = reason(e).exitCode();
            Printer.print(format, new Outcome(failed(error), "", exitCode));
            return exitCode;
        }
    }

    /**
     * Says on standard error what went wrong, without secrets.
     *
     * @param before what is said first
     */
    final RunError tell(String before, Throwable e) {
        var error = new RunError(reason(e).name(), redact(before + words(e)));
        System.err.println("belay: " + error.message());
        if (debug) {
            System.err.println(redact(trace(e)));
        }
        return error;
    }

    private static Reason reason(Throwable e) {
        return e instanceof AgentException known ? known.reason() : Reason.Internal;
    }

    private static String words(Throwable e) {
        return switch (e) {
            case AgentException known -> known.text();
            case OutOfMemoryError _ -> "out of memory: give it more (java -Xmx; in a Job its limit)";
            default -> "this should not happen, please report it: " + e;
        };
    }

    private static String trace(Throwable e) {
        var text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
