package dev.belay.agent.cli;

import dev.belay.agent.failure.Reason;
import dev.belay.agent.json.Json;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.RunError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Tells of arguments that make no command: also to machines, and to the operator's report, as far as asked for. */
final class WrongUse {
    private WrongUse() {}

    static void tell(ParameterException e, List<String> arguments) {
        var line = e.getCommandLine();
        System.err.println("belay: " + e.getMessage());
        if (!toldOfBackup(e)) {
            CommandLine.UnmatchedArgumentException.printSuggestions(
                    e, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        }
        System.err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        var error = new RunError(Reason.PolicyInvalid.name(), String.valueOf(e.getMessage()));
        if ("json".equals(value(arguments, "--output"))) {
            System.out.println(Json.line(new ErrorDocument(false, error)));
        }
        var report = value(arguments, "--report");
        if (!report.isEmpty()) {
            var now = Instant.now().toString();
            var task = line.getCommandName().equals("create") ? "backup" : line.getCommandName();
            try {
                Files.writeString(
                        Path.of(report),
                        ReportLine.of(new RunReport(task, false, now, now, null, null, null, null, null, null, error)));
            } catch (IOException unwritable) {
                System.err.println("belay: cannot write the report to " + report + ": " + unwritable);
            }
        }
    }

    /** Tells somebody who left {@code backup} out where the command is. */
    private static boolean toldOfBackup(ParameterException e) {
        var backup = e.getCommandLine().getSubcommands().get("backup");
        if (backup == null || !(e instanceof CommandLine.UnmatchedArgumentException unmatched)) {
            return false;
        }
        var command = unmatched.getUnmatched().getFirst();
        if (!backup.getSubcommands().containsKey(command)) {
            return false;
        }
        System.err.println("Did you mean: " + backup.getCommandSpec().qualifiedName() + " " + command);
        return true;
    }

    /** What stands behind an option, without a parser: the arguments are known to be wrong. */
    private static String value(List<String> arguments, String option) {
        for (var i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).startsWith(option + "=")) {
                return arguments.get(i).substring(option.length() + 1);
            }
            if (arguments.get(i).equals(option) && i + 1 < arguments.size()) {
                return arguments.get(i + 1);
            }
        }
        return "";
    }
}
