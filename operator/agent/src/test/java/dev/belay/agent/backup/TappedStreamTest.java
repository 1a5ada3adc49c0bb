package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TappedStreamTest {
    private static final byte[] BYTES = new byte[200_000];

    static {
        new Random(1).nextBytes(BYTES);
    }

    @Test
    void whatIsReadOrSkippedInWhateverWayIsTapped() throws IOException {
        var tapped = new ByteArrayOutputStream();
        try (var in = new TappedStream(new ByteArrayInputStream(BYTES), tapped::write)) {
            assertThat(in.read()).isEqualTo(BYTES[0] & 0xff);
            assertThat(in.read(new byte[10], 3, 5)).isEqualTo(5);
            in.skipNBytes(150_000);
            assertThat(in.readAllBytes()).hasSize(BYTES.length - 150_006);
            assertThat(in.read()).isNegative();
        }
        assertThat(tapped.toByteArray()).isEqualTo(BYTES);
    }

    @Test
    void aCopyIsWhole() throws IOException {
        var copy = new ByteArrayOutputStream();
        try (var in = TappedStream.copying(new ByteArrayInputStream(BYTES), Channels.newChannel(copy))) {
            assertThat(in.readAllBytes()).isEqualTo(BYTES);
        }
        assertThat(copy.toByteArray()).isEqualTo(BYTES);
    }

    @Test
    void aCopyThatCannotBeWrittenIsNoFailureToRead() throws IOException {
        var closed = Pipe.open();
        closed.source().close();
        closed.sink().close();
        try (var in = TappedStream.copying(new ByteArrayInputStream(BYTES), closed.sink())) {
            assertThatThrownBy(in::read).isInstanceOf(UncheckedIOException.class);
        }
    }
}
