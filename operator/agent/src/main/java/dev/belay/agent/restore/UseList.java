package dev.belay.agent.restore;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Names to a pg_restore, by {@code --use-list}, what of an archive it is to bring back: there may be millions. */
final class UseList implements AutoCloseable {
    private static final int WRITTEN_AT_ONCE = 8 << 10;

    private final Path folder;
    private @Nullable ScratchFile file;
    private final StringBuilder lines = new StringBuilder();
    private boolean empty = true;

    /** @param folder for its file, which is made when it is needed */
    UseList(Path folder) {
        this.folder = folder;
    }

    void add(int dumpId) {
        empty = false;
        lines.append(dumpId).append(";\n");
        if (lines.length() > WRITTEN_AT_ONCE) {
            write();
        }
    }

    boolean isEmpty() {
        return empty;
    }

    /** Where pg_restore finds it; nothing may be added any more. */
    Path path() {
        return write().path();
    }

    private ScratchFile write() {
        if (file == null) {
            file = ScratchFile.require(folder);
        }
        var text = lines.toString().getBytes(StandardCharsets.US_ASCII);
        file.write(text, text.length);
        lines.setLength(0);
        return file;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
