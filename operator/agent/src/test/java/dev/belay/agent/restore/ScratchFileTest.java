package dev.belay.agent.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.postgres.ChildProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFileTest {
    @TempDir
    Path folder;

    @Test
    void anotherProgramReadsItThoughItHasNoName() throws Exception {
        try (var file = ScratchFile.create(folder).orElseThrow()) {
            file.write("rows and more".getBytes(StandardCharsets.US_ASCII), 4);
            assertThat(folder).isEmptyDirectory();
            try (var cat = ChildProcess.start(List.of("cat", file.path().toString()), Map.of())) {
                assertThat(cat.output().readAllBytes()).asString().isEqualTo("rows");
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void moreThanTheDiskHoldsHasNoRoom() {
        assertThat(ScratchFile.hasRoom(folder, 1)).isTrue();
        assertThat(ScratchFile.hasRoom(folder, Long.MAX_VALUE >> 1)).isFalse();
    }
}
