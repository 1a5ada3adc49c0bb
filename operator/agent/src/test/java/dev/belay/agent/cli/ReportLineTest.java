package dev.belay.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.RunError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReportLineTest {
    @Test
    void aLongMessageIsCutToTheLimit() throws IOException {
        var error = new RunError("DumpFailed", "pg_dump: \"…\"\n".repeat(2000));
        var line = ReportLine.of(new RunReport("backup", false, "a", "b", null, null, null, error));
        assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(RunReport.MAX_BYTES);
        assertThat(line.strip().lines()).hasSize(1);
        var report = new ObjectMapper().readValue(line, RunReport.class);
        assertThat(report.error()).isNotNull();
        assertThat(report.error().message()).startsWith("pg_dump: ").endsWith("…");
    }
}
