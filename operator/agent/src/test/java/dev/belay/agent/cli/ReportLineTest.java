package dev.belay.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.Databases;
import dev.belay.api.run.RunReport.Deleted;
import dev.belay.api.run.RunReport.RunError;
import dev.belay.api.run.RunReport.SavedDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportLineTest {
    @Test
    void aLongMessageIsCutToTheLimit() throws IOException {
        var error = new RunError("DumpFailed", "pg_dump: \"…\"\n".repeat(2000));
        var line = ReportLine.of(new RunReport("backup", false, "a", "b", null, null, null, null, null, null, error));
        assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(RunReport.MAX_BYTES);
        assertThat(line.strip().lines()).hasSize(1);
        var report = new ObjectMapper().readValue(line, RunReport.class);
        assertThat(report.error()).isNotNull();
        assertThat(report.error().message()).startsWith("pg_dump: ").endsWith("…");
    }

    @Test
    void ofVeryManyDeletedBackupsAllAreCountedAndAsManyNamedAsThereIsRoomFor() throws IOException {
        var ids = IntStream.range(0, 500)
                .mapToObj("20261121T020000Z-daily-%06x"::formatted)
                .toList();
        var line = ReportLine.of(
                new RunReport("backup", true, "a", "b", null, null, null, null, null, Deleted.of(ids), null));
        assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(RunReport.MAX_BYTES);
        var deleted = new ObjectMapper().readValue(line, RunReport.class).deleted();
        assertThat(deleted).isNotNull();
        assertThat(deleted.backups()).isEqualTo(500);
        assertThat(deleted.ids())
                .hasSizeGreaterThan(80)
                .isEqualTo(ids.subList(0, deleted.ids().size()));
    }

    @Test
    void ofVeryManyDatabasesAllAreCountedAndAsManyNamedAsThereIsRoomFor() throws IOException {
        var saved = IntStream.range(0, 200)
                .mapToObj(i -> new SavedDatabase("größe \"" + i + "\"", "20261121T020000Z-daily-1a2b3c"))
                .toList();
        var error = new RunError("DumpFailed", "pg_dump: error\n".repeat(500));
        var line = ReportLine.of(new RunReport(
                "backup", false, "a", "b", null, new Databases(200, 3, 1, 2, 3, saved), null, null, null, null, error));
        assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(RunReport.MAX_BYTES);
        var report = new ObjectMapper().readValue(line, RunReport.class);
        assertThat(report.databases()).isNotNull();
        assertThat(report.databases().saved()).isEqualTo(200);
        assertThat(report.databases().failed()).isEqualTo(3);
        assertThat(report.databases().backups())
                .hasSizeGreaterThan(20)
                .isEqualTo(saved.subList(0, report.databases().backups().size()));
        assertThat(report.error()).isNotNull();
        assertThat(report.error().message()).hasSizeGreaterThan(500);
    }
}
