package dev.belay.controller.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RestoreStatusesTest {
    private static final Pattern ROW = Pattern.compile("^\\| (\\w+) \\| \\d \\|", Pattern.MULTILINE);

    /** The operator does not know the agent's classes; the agent's build holds its reasons against docs/errors.md. */
    @Test
    void everyReasonWithANextStepIsOneOfTheAgents() throws IOException {
        var table = Files.readString(Path.of(System.getProperty("belay.root"), "docs", "errors.md"));
        var reasons = ROW.matcher(table).results().map(row -> row.group(1)).collect(Collectors.toSet());
        assertThat(reasons).contains("RestoreFailed", "Internal");
        assertThat(reasons).containsAll(RestoreStatuses.NEXT_STEP.keySet());
    }
}
