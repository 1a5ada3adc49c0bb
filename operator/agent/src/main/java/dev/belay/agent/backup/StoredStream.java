package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.repository.BlockStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/**
 * What is stored, for the readers that decrypt and unpack it. It stays open behind them: what they did not want is still
 * to be digested. Where it cannot be read they do not hear of an {@link IOException}: they would take it for damage.
 */
final class StoredStream extends BlockStream {
    private final InputStream in;
    private final Function<IOException, AgentException> unreadable;

    StoredStream(InputStream in, Function<IOException, AgentException> unreadable) {
        this.in = in;
        this.unreadable = unreadable;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        try {
            return in.read(bytes, offset, length);
        } catch (IOException e) {
            throw unreadable.apply(e);
        }
    }
}
