package dev.belay.faults.tap;

import dev.belay.faults.machine.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Looks at the names in a folder without pause and counts how often they change. */
public final class Watcher implements AutoCloseable {
    private final Trigger changes = new Trigger();
    private final Thread thread;
    private volatile boolean ends;

    public Watcher(Path folder) {
        thread = Thread.ofPlatform().daemon().unstarted(() -> watch(folder));
    }

    public Trigger changes() {
        return changes;
    }

    public void start() {
        thread.start();
    }

    private void watch(Path folder) {
        try {
            for (var before = Folders.names(folder); !ends; Thread.sleep(1)) {
                var now = Folders.names(folder);
                if (!now.equals(before)) {
                    before = now;
                    changes.one();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ends = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
