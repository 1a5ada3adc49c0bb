package dev.belay.agent.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.ChildProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
    void oneThatIsCutOffWhileItIsReadIsToldOf() {
        try (var file = ScratchFile.create(folder).orElseThrow()) {
            file.write(new byte[200_000], 200_000);
            var cutting = new OutputStream() {
                @Override
                public void write(int one) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    try (var other = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
                        other.truncate(length);
                    }
                }
            };
            assertThatThrownBy(() -> file.copyTo(cutting)).hasMessageContaining("it has become shorter");
        }
    }

    @Test
    void onlyAFullDiskIsCalledFull() {
        assertThat(ScratchFile.unwritten(new IOException("No space left on device")))
                .hasMessageContaining("the scratch folder is full")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NotEnoughSpace));
        assertThat(ScratchFile.unwritten(new IOException("Input/output error")))
                .hasMessage("the scratch folder cannot be written: Input/output error")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.Internal));
    }

    @Test
    void whatWasWrittenIsReadBack() {
        try (var file = ScratchFile.create(folder).orElseThrow()) {
            var written = new byte[200_000];
            new Random(1).nextBytes(written);
            file.write(written, 150_000);
            file.write(written, 50_000);
            var out = new ByteArrayOutputStream();
            file.copyTo(out);
            assertThat(out.toByteArray())
                    .hasSize(200_000)
                    .startsWith(Arrays.copyOf(written, 150_000))
                    .endsWith(Arrays.copyOf(written, 50_000));
        }
    }
}
