package dev.belay.agent.migrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An empty file into which a shell writes if it cannot become the command. */
final class FailedStart implements AutoCloseable {
    private final Path file;

    FailedStart() throws IOException {
        file = Files.createTempFile("belay-start", "");
    }

    Path file() {
        return file;
    }

    boolean isTold() throws IOException {
        return Files.size(file) > 0;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
