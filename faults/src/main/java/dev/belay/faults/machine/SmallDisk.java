package dev.belay.faults.machine;

import java.io.IOException;
import java.nio.file.Path;

/** A file system of little room, in memory. Nobody but root may mount one. */
public final class SmallDisk implements AutoCloseable {
    private static final String ENOUGH = "256m";

    private final Path folder;

    /** Mounts one at a folder. */
    public SmallDisk(Path folder, long bytes) throws IOException {
        this.folder = folder;
        if (!Program.succeeds("mount", "-t", "tmpfs", "-o", "mode=700,size=" + bytes, "tmpfs", folder.toString())) {
            throw new IOException("a full disk needs a file system of its own, and none can be mounted here: run the"
                    + " campaign as root");
        }
    }

    /** From here on there is room. */
    public void grow() throws IOException {
        Program.run("mount", "-o", "remount,size=" + ENOUGH, folder.toString());
    }

    @Override
    public void close() throws IOException {
        try {
            Program.run("umount", folder.toString());
        } catch (IOException e) {
            // Somebody is still at work on it, which is a fault to tell; what comes later must not stumble over it.
            Program.run("umount", "--lazy", folder.toString());
            throw e;
        }
    }
}
