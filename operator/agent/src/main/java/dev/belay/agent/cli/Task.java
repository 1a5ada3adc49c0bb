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

    /** Does it. */
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
        } catch (AgentException e) {
            return fail(e.reason(), e.text(), e);
        } catch (Exception e) {
            return fail(Reason.Internal, "this should not happen, please report it: " + e, e);
        } catch (OutOfMemoryError e) {
            return fail(Reason.Internal, "out of memory: give it more (java -Xmx; in a Job its limit)", e);
        } catch (Error e) {
            return fail(Reason.Internal, "this should not happen, please report it: " + e, e);
        }
    }

    private int fail(Reason reason, String message, Throwable e) {
        var error = new RunError(reason.name(), redact(message));
        System.err.println("belay: " + error.message());
        if (debug) {
            System.err.println(redact(trace(e)));
        }
        Printer.print(format, new Outcome(failed(error), "", reason.exitCode()));
        return reason.exitCode();
    }

    private static String trace(Throwable e) {
        var text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
