package dev.belay.agent.failure;

import java.io.IOException;
import java.util.List;

/** Java has no type for a disk that is full, so the system's words must do: English, for the launcher asks for these. */
public final class FullDisk {
    private static final List<String> WORDS = List.of("No space left", "quota exceeded");

    private FullDisk() {}

    /** Whether there is no room, or none for us; not where the file system is too small for a single file. */
    public static boolean isCauseOf(IOException e) {
        var said = String.valueOf(e.getMessage());
        return WORDS.stream().anyMatch(said::contains);
    }
}
