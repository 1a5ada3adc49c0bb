package dev.belay.agent.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Written under another name, brought to the disk, and only then renamed: a crash leaves all of it or nothing. */
final class FileUpload implements Upload {
    /** What the name of a file on its way ends with. */
    static final String PARTIAL = ".partial";

    /** Brought to the disk beside the writing, so that at the end there is little to wait for. */
    private static final long SYNC_EVERY = 16 << 20;

    private final Path root;
    private final Path file;
    private final Path partial;
    private final FileChannel channel;
    private long sinceSync;
    private CompletableFuture<Void> sync = CompletableFuture.completedFuture(null);
    private boolean completed;

    FileUpload(Path root, Path file) throws IOException {
        this.root = root;
        this.file = file;
        // A name of its own: what a run that was cut off left must not hinder the next one.
        partial = file.resolveSibling(
                file.getFileName() + "." + HexFormat.of().toHexDigits(new SecureRandom().nextInt()) + PARTIAL);
        channel = FileChannel.open(
                partial,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    @Override
    public WritableByteChannel channel() {
        return new UploadChannel(this::write);
    }

    private int write(ByteBuffer bytes) {
        try {
            var written = channel.write(bytes);
            sinceSync += written;
            if (sinceSync >= SYNC_EVERY && sync.isDone()) {
                mustHaveSynced();
                sinceSync = 0;
                sync = CompletableFuture.runAsync(this::sync, Thread::startVirtualThread);
            }
            return written;
        } catch (IOException e) {
            throw FolderFailure.of(file, e);
        }
    }

    private void sync() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The kernel tells of a failed write once only: whoever was told must pass it on. */
    private void mustHaveSynced() throws IOException {
        try {
            sync.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }

    @Override
    public void complete() {
        try {
            mustHaveSynced();
            channel.force(true);
            channel.close();
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            completed = true;
            // Without this the new names may not outlive a power cut.
            for (var folder = file.getParent();
                    folder != null && folder.startsWith(root);
                    folder = folder.getParent()) {
                bringToDisk(folder);
            }
        } catch (IOException e) {
            throw FolderFailure.of(file, e);
        }
    }

    /** Makes the names in a folder outlive a power cut. */
    static void bringToDisk(Path folder) throws IOException {
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            if (!completed) {
                Files.deleteIfExists(partial);
                Files.deleteIfExists(file.resolveSibling("").toAbsolutePath().normalize());
            }
        } catch (DirectoryNotEmptyException e) {
            return; // it holds something else: then it stays
        } catch (IOException e) {
            throw FolderFailure.of(partial, e);
        }
    }
}
