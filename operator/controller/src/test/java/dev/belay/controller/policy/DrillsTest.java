package dev.belay.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.DrillResult;
import dev.belay.api.run.RunReport.RunError;
import dev.belay.controller.run.Run;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.status.Reason;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrillsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T05:00:00Z");
    private static final String ENDED = "2026-11-23T04:30:00Z";

    /** Known from the status, then the runs; {@code +} passed, {@code -} failed, {@code !} ended without a word at 04:30. */
    @ParameterizedTest
    @CsvSource({
        "'', '', ''",
        "+2026-11-16T04:01:00Z, '', +2026-11-16T04:01:00Z",
        "'', +2026-11-23T04:29:00Z, +2026-11-23T04:29:00Z",
        "+2026-11-16T04:01:00Z, -2026-11-23T04:29:00Z, -2026-11-23T04:29:00Z",
        "+2026-11-16T04:01:00Z, !, -2026-11-23T04:30:00Z",
        "-2026-11-23T04:29:00Z, +2026-11-16T04:01:00Z, -2026-11-23T04:29:00Z",
        "'', +2026-11-16T04:01:00Z -2026-11-23T04:29:00Z, -2026-11-23T04:29:00Z",
        "'', +2031-12-01T04:01:00Z, +2026-11-23T04:30:00Z",
        "+2031-12-01T04:01:00Z, '', ''",
        "+2031-12-01T04:01:00Z, -2026-11-23T04:29:00Z, -2026-11-23T04:29:00Z",
    })
    void theNewestCountsByAClockThatIsRight(String known, String runs, String last) {
        var seen = Stream.of(runs.split(" ", -1))
                .filter(run -> !run.isEmpty())
                .map(DrillsTest::run)
                .toList();
        assertThat(shortly(Drills.last(drill(known), seen, NOW))).isEqualTo(last);
    }

    private static @Nullable LastDrill drill(String text) {
        return text.isEmpty() ? null : new LastDrill(text.startsWith("+"), "b1", text.substring(1), "1m", null);
    }

    private static Run run(String text) {
        var ended = Instant.parse(ENDED);
        if (text.equals("!")) {
            return new Run.Broken(null, true, new Trouble(Reason.OutOfMemory, "killed"), ended);
        }
        var passed = text.startsWith("+");
        var report = report(passed, text.substring(1));
        return passed
                ? new Run.Done(report, true, ended)
                : new Run.Broken(report, true, new Trouble(Reason.JobFailed, "exit code 1"), ended);
    }

    private static RunReport report(boolean passed, String completedAt) {
        return new RunReport(
                "drill",
                passed,
                completedAt,
                completedAt,
                null,
                null,
                null,
                passed ? new DrillResult(true, "b1", 60, 2, 3, null) : null,
                null,
                null,
                passed ? null : new RunError("DecryptionFailed", "the identity does not open it"));
    }

    private static String shortly(@Nullable LastDrill drill) {
        return drill == null ? "" : (drill.passed() ? "+" : "-") + drill.completedAt();
    }
}
