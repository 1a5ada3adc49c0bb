package dev.belay.agent.run;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Keeps a second one of us away. The operating system holds it, and lets go when we die, in whatever way. */
final class RunLock implements AutoCloseable {
    private static final int LONGEST_NAME = 200;

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it.
     *
     * @throws AgentException {@link Reason#AlreadyRunning}, naming who has it; {@link Reason#StateUnusable}
     */
    static RunLock take(Path folder) {
        var file = folder.resolve("lock");
        try {
            var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                try (channel) {
                    throw new AgentException(
                            Reason.AlreadyRunning,
                            "this schedule is already kept by " + holder(channel)
                                    + "; stop that one first, or name another folder with --state DIR for another"
                                    + " policy of the same name");
                }
            }
            var ours = "process " + ProcessHandle.current().pid() + " since "
                    + Instant.now().truncatedTo(ChronoUnit.SECONDS);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(ours.getBytes(StandardCharsets.UTF_8)), 0);
            return new RunLock(channel);
        } catch (IOException e) {
            throw new AgentException(
                    Reason.StateUnusable,
                    "cannot lock " + file + ": " + e + "; name a folder on a local disk with --state DIR",
                    e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // by this very process
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var name = ByteBuffer.allocate(LONGEST_NAME);
        channel.read(name, 0);
        var text = new String(name.array(), 0, name.position(), StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "another process" : text;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            return; // the end of the process does it
        }
    }
}
