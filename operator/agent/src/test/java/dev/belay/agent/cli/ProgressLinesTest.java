package dev.belay.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.api.run.RunProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
    private Instant now = Instant.parse("2026-11-21T03:00:00Z");
    private final List<String> printed = new ArrayList<>();
    private final ProgressLines lines = new ProgressLines(() -> now, printed::add);

    private RunProgress last() throws Exception {
        return new ObjectMapper()
                .readValue(printed.getLast(), RunProgress.Line.class)
                .progress();
    }

    @Test
    void aLineEveryFiveSecondsTellsTheShareTheRowsAndTheEnd() throws Exception {
        lines.step("restoring");
        lines.expect(1000);
        for (var second = 0; second < 10; second++) {
            for (var part = 0; part < 100; part++) {
                lines.rows(3);
                lines.at(second * 25L + part / 4);
            }
            now = now.plusSeconds(1);
        }
        lines.at(250);
        assertThat(printed).hasSize(3);
        assertThat(last()).isEqualTo(new RunProgress("restoring", "25%", 250L, 1000L, 3000L, "2026-11-21T03:00:40Z"));
    }

    @Test
    void whatFollowsTheRowsKeepsTheirFiguresAndPromisesNoEnd() throws Exception {
        lines.step("comparing the backup with its digest");
        lines.at(700);
        assertThat(last())
                .isEqualTo(new RunProgress("comparing the backup with its digest", null, null, null, null, null));
        lines.step("restoring");
        lines.expect(1000);
        lines.at(1000);
        now = now.plusSeconds(60);
        lines.step("validating");
        now = now.plusSeconds(60);
        lines.at(5);
        assertThat(printed).hasSize(3);
        assertThat(last()).isEqualTo(new RunProgress("validating", "99%", 1000L, 1000L, null, null));
    }
}
