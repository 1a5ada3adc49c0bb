package dev.belay.agent.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * Lets a program hand over its output in large pieces. pg_dump writes 4 KiB at a time, and of a dump's time up to a
 * quarter goes into the system calls and the changes of process that come of it; coreutils' {@code stdbuf} mends that
 * from outside. Where it is not installed the program runs as it is.
 */
final class LargeWrites {
    private static final String STDBUF = "stdbuf";
    private static final String SIZE = "--output=256K";

    private LargeWrites() {}

    static List<String> of(List<String> command) {
        var stdbuf = Programs.onPath(STDBUF);
        if (stdbuf.isEmpty()) {
            return command;
        }
        var buffered = new ArrayList<>(List.of(stdbuf.get().toString(), SIZE));
        buffered.addAll(command);
        return buffered;
    }
}
