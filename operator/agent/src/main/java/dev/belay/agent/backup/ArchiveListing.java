package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.ChildProcess;
import dev.belay.agent.postgres.Programs;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code pg_restore --list} beside the stream: it reads the table of contents and leaves. */
final class ArchiveListing implements AutoCloseable {
    private final ChildProcess process =
            ChildProcess.startSilent(List.of(Programs.find("pg_restore").toString(), "--list"), Map.of());
    private boolean fed;

    /** The next bytes of the archive, while it wants any. */
    void add(byte[] bytes, int length) {
        if (fed) {
            return;
        }
        try {
            process.input().write(bytes, 0, length);
            process.input().flush();
        } catch (IOException e) {
            fed = true; // it has read all that it needs
        }
    }

    /** No more is needed, or there is no more. */
    void end() {
        if (fed) {
            return;
        }
        fed = true;
        try {
            process.input().close();
        } catch (IOException e) {
            return; // it left before: what it thinks is told by its exit code
        }
    }

    /** @throws AgentException with the given reason if the archive does not list */
    void mustSucceed(Reason reason) {
        end();
        if (process.await() != 0) {
            throw new AgentException(reason, "the archive does not list: " + process.words());
        }
    }

    @Override
    public void close() {
        end();
        process.close();
    }
}
