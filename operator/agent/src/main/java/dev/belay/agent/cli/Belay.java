package dev.belay.agent.cli;

import dev.belay.agent.backup.BelayVersion;
import dev.belay.agent.postgres.ChildProcess;
import dev.belay.agent.postgres.Unfinished;
import java.time.Duration;

/** The process behind {@code belay}. Names nothing of picocli: Java would load it only to say which version this is. */
public final class Belay {
    static final String VERSION = "belay " + BelayVersion.get();
    /** As long as a container is usually given between the request to end and its end. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(20);

    private Belay() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String... arguments) {
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            System.out.println(VERSION);
            return;
        }
        int exitCode;
        // PostgreSQL's programs end with us; the run then fails and tidies up behind itself.
        try (var _ = AskedToEnd.then(Belay::endWork, CLEAN_UP)) {
            exitCode = BelayCommand.execute(arguments);
            var sidecar = System.getenv(Sidecar.VARIABLE);
            if (sidecar != null && !sidecar.isEmpty()) {
                Sidecar.quit(sidecar);
            }
        }
        System.exit(exitCode);
    }

    private static void endWork() {
        ChildProcess.endAll();
        Unfinished.dropAll();
    }
}
