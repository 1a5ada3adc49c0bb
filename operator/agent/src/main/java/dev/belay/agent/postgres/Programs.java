package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds PostgreSQL's programs: the newest major version that the distribution has installed, then the PATH. In this
 * order because Debian's /usr/bin/pg_dump is a wrapper that chooses a version by rules of its own.
 */
public final class Programs {
    private static final Path DISTRIBUTION = Path.of("/usr/lib/postgresql");

    private Programs() {}

    /**
     * The path of a program, such as {@code pg_dump}.
     *
     * @throws AgentException {@link Reason#Internal} if there is none
     */
    public static Path find(String program) {
        return find(program, DISTRIBUTION, path());
    }

    static Path find(String program, Path distribution, String path) {
        for (var folder : folders(distribution, path)) {
            var candidate = folder.resolve(program);
            if (Files.isExecutable(candidate)) {
                return candidate.toAbsolutePath();
            }
        }
        throw new AgentException(
                Reason.Internal,
                "cannot find PostgreSQL's program " + program + "; install PostgreSQL's "
                        + (program.startsWith("pg_") ? "client" : "server")
                        + " programs (Debian: apt-get install postgresql) or put them on the PATH");
    }

    /** A program of the system's, such as {@code stdbuf}; empty where it is not installed. */
    static Optional<Path> onPath(String program) {
        return folders(path()).stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static List<Path> folders(Path distribution, String path) {
        var folders = new ArrayList<Path>();
        if (Files.isDirectory(distribution)) {
            try (var versions = Files.list(distribution)) {
                versions.sorted(Comparator.comparingDouble(Programs::major).reversed())
                        .forEach(v -> folders.add(v.resolve("bin")));
            } catch (IOException e) {
                throw new AgentException(Reason.Internal, "cannot read " + distribution + ": " + e, e);
            }
        }
        folders.addAll(folders(path));
        return folders;
    }

    private static String path() {
        return String.valueOf(System.getenv("PATH"));
    }

    private static List<Path> folders(String path) {
        return Arrays.stream(path.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
    }

    private static double major(Path version) {
        try {
            return Double.parseDouble(version.getFileName().toString());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
