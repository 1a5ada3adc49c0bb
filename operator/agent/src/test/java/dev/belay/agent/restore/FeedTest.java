package dev.belay.agent.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedTest {
    @TempDir
    Path folder;

    /** Leaves before it has had all, with an exit code or with none. */
    private static final class Leaving implements Feed.Reader {
        private final boolean failed;
        private boolean closed;

        Leaving(boolean failed) {
            this.failed = failed;
        }

        @Override
        public OutputStream input() {
            return new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    throw new IOException("Broken pipe");
                }
            };
        }

        @Override
        public void mustSucceed() {
            throwIfFailed();
        }

        @Override
        public void throwIfFailed() {
            if (failed) {
                throw new AgentException(Reason.RestoreFailed, "it has no taste for it");
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void oneThatFailsAtTheHeadIsClosed() {
        var program = new Leaving(true);
        try (var head = ScratchFile.require(folder)) {
            head.write(new byte[] {1, 2, 3}, 3);
            assertThatThrownBy(() -> Feed.behind(head, program)).hasMessageContaining("no taste");
        }
        assertThat(program.closed).isTrue();
    }

    @Test
    void oneThatHasEnoughIsAskedForItsEnd() {
        var program = new Leaving(false);
        try (var head = ScratchFile.require(folder)) {
            head.write(new byte[] {1, 2, 3}, 3);
            try (var feed = Feed.behind(head, program)) {
                feed.write(4);
                feed.mustSucceed();
                assertThat(program.closed).isFalse();
            }
        }
        assertThat(program.closed).isTrue();
    }
}
