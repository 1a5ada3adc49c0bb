package dev.belay.agent.run;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Keeps a second one of us away. The operating system holds it, and lets go when we die, in whatever way. */
final class RunLock implements AutoCloseable {
    private static final int LONGEST_NAME = 200;

    private static final Pattern HOLDER = Pattern.compile("process (\\d{1,10}) since ([0-9T:Z-]{20})");

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it without waiting; it is held until it is closed.
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

    /**
     * Who has it, without trying to take it: that would keep away one who begins in this moment. A process counts if it
     * is there and is not younger than what it has written.
     */
    static Optional<String> holder(Path folder) {
        try {
            var text = Files.readString(folder.resolve("lock")).strip();
            var words = HOLDER.matcher(text);
            if (!words.matches()) {
                return Optional.empty();
            }
            var since = Instant.parse(words.group(2));
            return ProcessHandle.of(Long.parseLong(words.group(1)))
                    .filter(ProcessHandle::isAlive)
                    .filter(p -> p.info()
                            .startInstant()
                            .map(s -> !s.isAfter(since.plusSeconds(2)))
                            .orElse(true))
                    .map(_ -> text);
        } catch (IOException e) {
            return Optional.empty();
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

    /** Nobody keeps it any more, whatever process has our number later. */
    @Override
    public void close() {
        try {
            channel.truncate(0);
            channel.close();
        } catch (IOException e) {
            return; // the end of the process does it
        }
    }
}
