package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A program of PostgreSQL's that works on one database. Closing it ends it and deletes the password it was given. */
public final class ClientProgram implements AutoCloseable {
    private final String name;
    private final ServiceFile service;
    private final ChildProcess process;

    private ClientProgram(
            String name,
            List<String> options,
            ServiceFile service,
            BiFunction<List<String>, Map<String, String>, ChildProcess> start) {
        this.name = name;
        this.service = service;
        try {
            var command = new ArrayList<>(List.of(Programs.find(name).toString()));
            command.addAll(options);
            command.addAll(List.of("--no-password", "--dbname=" + service.connection()));
            process = start.apply(command, service.environment());
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    /** Starts one whose output is read by us. */
    public static ClientProgram read(String name, List<String> options, Server server, String database) {
        return new ClientProgram(
                name,
                options,
                new ServiceFile(server, database),
                (command, environment) -> ChildProcess.start(LargeWrites.of(command), environment));
    }

    /** Starts one that is fed by us and whose output is of no interest. */
    public static ClientProgram feed(String name, List<String> options, Server server, String database) {
        return new ClientProgram(name, options, new ServiceFile(server, database), ChildProcess::startSilent);
    }

    public InputStream output() {
        return process.output();
    }

    public OutputStream input() {
        return process.input();
    }

    /**
     * Waits for the end.
     *
     * @param otherwise the reason of a failure where the program's words name none
     * @param hint what to add to the program's words
     * @throws AgentException with the program's own words if it did not succeed
     */
    public void mustSucceed(Reason otherwise, Function<String, String> hint) {
        var exitCode = process.await();
        if (exitCode == 0) {
            return;
        }
        var words = process.words();
        throw new AgentException(
                ServerWords.reason(words, otherwise),
                name + " failed (exit code " + exitCode + "): " + ServerWords.forPeople(words) + hint.apply(words));
    }

    @Override
    public void close() {
        try {
            process.close();
        } finally {
            service.close();
        }
    }
}
