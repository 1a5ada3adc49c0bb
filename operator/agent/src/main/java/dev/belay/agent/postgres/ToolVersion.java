package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Versions of PostgreSQL's programs. */
public final class ToolVersion {
    private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)*");

    private ToolVersion() {}

    /**
     * What a program says of itself, such as {@code 17.6}.
     *
     * @throws AgentException {@link Reason#Internal} if it is not there, or does not run
     */
    public static String of(String program) {
        var path = Programs.find(program);
        try (var process = ChildProcess.start(List.of(path.toString(), "--version"), Map.of())) {
            var said = new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
            var version = VERSION.matcher(said);
            if (process.await() != 0 || !version.find()) {
                throw new AgentException(Reason.Internal, path + " does not run: " + process.words());
            }
            return version.group();
        } catch (IOException e) {
            throw new AgentException(Reason.Internal, path + " does not run: " + e.getMessage(), e);
        }
    }

    /** The first number of a version: older tools read no newer server. */
    public static int major(String version) {
        return Integer.parseInt(version.split("\\D", -1)[0]);
    }
}
