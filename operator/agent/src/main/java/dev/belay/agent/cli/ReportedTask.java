package dev.belay.agent.cli;

import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.RunError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that a Job runs: what came of it is also written to a file, for the operator to read. */
abstract class ReportedTask extends PolicyTask {
    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Also write the result to FILE, as one line of JSON of at most 4,096 bytes.")
    @Nullable
    Path reportFile;

    private final Instant started = Instant.now();

    /** What {@link RunReport#task} says. */
    abstract String taskName();

    /** Writes the report of a run that got to its end, and returns it. */
    RunReport report(Results results, @Nullable RunError error) {
        return write(new RunReport(
                taskName(),
                error == null,
                time(started),
                time(Instant.now()),
                results.backup(),
                results.databases(),
                results.restore(),
                results.drill(),
                results.listing(),
                results.deleted(),
                error));
    }

    /** The parts of a report of which those are set that its task has. */
    record Results(
            RunReport.@Nullable BackupResult backup,
            RunReport.@Nullable Databases databases,
            RunReport.@Nullable RestoreResult restore,
            RunReport.@Nullable DrillResult drill,
            RunReport.@Nullable Listing listing,
            RunReport.@Nullable Deleted deleted) {
        static final Results NONE = new Results(null, null, null, null, null, null);

        static Results of(RunReport.RestoreResult restore) {
            return new Results(null, null, restore, null, null, null);
        }

        static Results of(RunReport.DrillResult drill) {
            return new Results(null, null, null, drill, null, null);
        }

        static Results of(RunReport.Listing listing) {
            return new Results(null, null, null, null, listing, null);
        }

        static Results of(RunReport.@Nullable Deleted deleted) {
            return new Results(null, null, null, null, null, deleted);
        }
    }

    @Override
    Object failed(RunError error) {
        return report(Results.NONE, error);
    }

    private RunReport write(RunReport report) {
        if (reportFile != null) {
            try {
                Files.writeString(reportFile, ReportLine.of(report));
            } catch (IOException e) {
                System.err.println("belay: cannot write the report to " + reportFile + ": " + e);
            }
        }
        return report;
    }

    private static String time(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
