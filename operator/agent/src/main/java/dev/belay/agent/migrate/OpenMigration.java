package dev.belay.agent.migrate;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is written down, on this machine, before a command begins, and deleted when its end was told. Whatever ends us in
 * between, the next {@code belay migrate} of the database finds it: the command may still run, for nobody ends a
 * program whose parent was killed.
 */
public final class OpenMigration implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** In the environment of a command and of all that it starts: by this they are found, whoever was killed and when. */
    static final String MARK = "BELAY_MIGRATION";

    private static final Path PROCESSES = Path.of("/proc");
    static final String PREFIX = "migrate/";

    private final FolderRepository folder;
    private final String database;
    private final Progress progress;
    private final String mark = UUID.randomUUID().toString();
    private @Nullable Note note;

    /**
     * Of one database.
     *
     * @param state where the policy's state lies
     */
    public OpenMigration(Path state, String database, Progress progress) {
        folder = new FolderRepository(state);
        this.database = database;
        this.progress = progress;
    }

    /**
     * Who works on it.
     *
     * @param wayBack the command that undoes it
     * @param mark in the environment of the command
     * @param processes we and, once it runs, the command
     */
    record Note(String wayBack, String mark, List<Worker> processes) {}

    /**
     * A process, told from a later one of the same number by when it began.
     *
     * @param since RFC 3339; empty where the system does not tell
     */
    record Worker(long pid, String since) {
        static Worker of(ProcessHandle process) {
            return new Worker(process.pid(), since(process));
        }

        boolean isAlive() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(p -> since(p).equals(since))
                    .isPresent();
        }

        private static String since(ProcessHandle process) {
            return process.info().startInstant().map(Instant::toString).orElse("");
        }
    }

    /**
     * Refuses where one is at work on the database, and tells of one that was cut off.
     *
     * @throws AgentException {@link Reason#AlreadyRunning}
     */
    public void mustBeNone() {
        var open = read();
        open.ifPresent(this::mustBeOver);
        open.ifPresent(old -> progress.warn("an earlier migration of " + database
                + " was cut off, and how far its command got is not known; the way back to before it: "
                + old.wayBack()));
    }

    private void mustBeOver(Note open) {
        var known = open.processes().reversed().stream().filter(Worker::isAlive).findFirst();
        known.or(() -> marked(open.mark())).ifPresent(at -> {
            throw new AgentException(
                    Reason.AlreadyRunning,
                    "the database " + database + " is being migrated by process " + at.pid() + " since "
                            + at.since() + "; wait for its end, or end it; the way back to before it: "
                            + open.wayBack());
        });
    }

    /** One that was started and not yet noted when we were killed, or that a command has left behind. */
    private static Optional<Worker> marked(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process).contains(MARK + "=" + mark))
                .map(Worker::of)
                .findFirst();
    }

    /** As Linux tells it of processes of the same user; empty elsewhere. */
    private static String environment(ProcessHandle process) {
        try {
            var file = PROCESSES.resolve(Long.toString(process.pid())).resolve("environ");
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // ended, somebody else's, or another system
        }
    }

    /** What its environment shall hold as {@link #MARK}. */
    String mark() {
        return mark;
    }

    /**
     * We are about to start the command.
     *
     * @param wayBack the command that undoes it
     * @throws AgentException {@link Reason#AlreadyRunning}, if somebody else was faster
     */
    public void begin(String wayBack) {
        read().ifPresent(this::mustBeOver);
        write(new Note(wayBack, mark, List.of(Worker.of(ProcessHandle.current()))));
    }

    /** Notes the command's process, so that the next migration finds whether it still runs. */
    void runs(ProcessHandle command) {
        if (note != null) {
            write(new Note(note.wayBack(), mark, List.of(Worker.of(ProcessHandle.current()), Worker.of(command))));
        }
    }

    /** How it ended was told; of one that never began there is nothing to forget. */
    @Override
    public void close() {
        try {
            if (note != null) {
                folder.delete(key());
            }
        } catch (AgentException e) {
            progress.warn("the note of this migration stays: " + e.text());
        }
    }

    Optional<Note> read() {
        try {
            return Optional.of(JSON.readValue(folder.read(key()), Note.class));
        } catch (AgentException e) {
            return Optional.empty(); // the usual case; a folder that cannot be used is told when it is written to
        } catch (JacksonException e) {
            progress.warn(
                    "the note of an earlier migration of " + database + " cannot be read: " + e.getOriginalMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException(e); // bytes in memory can always be read
        }
    }

    private void write(Note next) {
        note = next;
        try {
            folder.prepare(PREFIX);
            folder.put(key(), JSON.writeValueAsBytes(next));
        } catch (AgentException | JacksonException e) {
            progress.warn("if this is cut off, the next migration will not know of it: " + e.getMessage()
                    + "; name a folder that we may write to with --state DIR");
        }
    }

    private String key() {
        return PREFIX + URLEncoder.encode(database, StandardCharsets.UTF_8) + ".json";
    }
}
