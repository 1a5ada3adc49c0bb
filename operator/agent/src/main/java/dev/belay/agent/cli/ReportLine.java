package dev.belay.agent.cli;

import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.RunError;
import java.nio.charset.StandardCharsets;

/** A report as one line within its limit: what is too long is cut from the error's message. */
final class ReportLine {
    private ReportLine() {}

    static String of(RunReport report) {
        var line = Printer.json(report) + "\n";
        var error = report.error();
        while (line.getBytes(StandardCharsets.UTF_8).length > RunReport.MAX_BYTES
                && error != null
                && error.message().length() > 1) {
            // By a tenth each time: how long a character becomes in JSON is not known before.
            var cut = error.message().substring(0, error.message().length() * 9 / 10);
            error = new RunError(error.reason(), cut + "…");
            line = Printer.json(new RunReport(
                            report.task(),
                            report.ok(),
                            report.startedAt(),
                            report.completedAt(),
                            report.backup(),
                            report.restore(),
                            report.drill(),
                            error))
                    + "\n";
        }
        return line;
    }
}
