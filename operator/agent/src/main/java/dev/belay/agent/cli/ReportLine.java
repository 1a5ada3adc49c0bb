package dev.belay.agent.cli;

import dev.belay.agent.json.Json;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.Databases;
import dev.belay.api.run.RunReport.Deleted;
import dev.belay.api.run.RunReport.RunError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report as one line within its limit: what is too long is cut from the error's message, then from the lists of
 * deleted backups and of databases.
 */
final class ReportLine {
    /** Of a message that must make room for a list, too, so much stays. */
    private static final int LEAST_MESSAGE = 1000;

    private ReportLine() {}

    static String of(RunReport report) {
        var shorter = report;
        while (isTooLong(shorter) && message(shorter).length() > LEAST_MESSAGE) {
            shorter = with(shorter, shorter.databases(), shorter.deleted(), cut(shorter.error()));
        }
        while (isTooLong(shorter)
                && shorter.deleted() != null
                && !shorter.deleted().ids().isEmpty()) {
            shorter = with(shorter, shorter.databases(), cut(shorter.deleted()), shorter.error());
        }
        while (isTooLong(shorter) && !backups(shorter).isEmpty()) {
            shorter = with(shorter, cut(shorter.databases()), shorter.deleted(), shorter.error());
        }
        while (isTooLong(shorter) && message(shorter).length() > 1) {
            shorter = with(shorter, shorter.databases(), shorter.deleted(), cut(shorter.error()));
        }
        return line(shorter);
    }

    private static String line(RunReport report) {
        return Json.line(report) + "\n";
    }

    private static boolean isTooLong(RunReport report) {
        return line(report).getBytes(StandardCharsets.UTF_8).length > RunReport.MAX_BYTES;
    }

    private static String message(RunReport report) {
        return report.error() == null ? "" : report.error().message();
    }

    private static List<RunReport.SavedDatabase> backups(RunReport report) {
        return report.databases() == null ? List.of() : report.databases().backups();
    }

    /** By a tenth each time: how long a character becomes in JSON is not known before. */
    private static @Nullable RunError cut(@Nullable RunError error) {
        return error == null
                ? null
                : new RunError(
                        error.reason(),
                        error.message().substring(0, Math.max(0, error.message().length() * 9 / 10 - 1)) + "…");
    }

    private static @Nullable Databases cut(@Nullable Databases d) {
        return d == null
                ? null
                : new Databases(
                        d.saved(),
                        d.failed(),
                        d.tables(),
                        d.rows(),
                        d.storedBytes(),
                        d.backups().subList(0, d.backups().size() - 1));
    }

    private static Deleted cut(Deleted d) {
        return new Deleted(d.backups(), d.ids().subList(0, d.ids().size() - 1));
    }

    private static RunReport with(
            RunReport r, @Nullable Databases databases, @Nullable Deleted deleted, @Nullable RunError error) {
        return new RunReport(
                r.task(),
                r.ok(),
                r.startedAt(),
                r.completedAt(),
                r.backup(),
                databases,
                r.restore(),
                r.drill(),
                r.listing(),
                deleted,
                error);
    }
}
