package dev.belay.agent.repository;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A folder of a file system. Objects are files; one on its way bears {@link FileUpload#PARTIAL} at the end of its name. */
public class FolderRepository implements Repository {
    private static final FileAttribute<Set<PosixFilePermission>> OURS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;

    public FolderRepository(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public void prepare(String prefix) {
        var below = file(prefix);
        try {
            if (!Files.isDirectory(root)) {
                create(root);
            }
            tryToWrite(Files.isDirectory(below) ? below : root);
        } catch (FileAlreadyExistsException e) {
            throw FolderFailure.noFolder(Path.of(e.getFile()), e);
        } catch (NoSuchFileException e) {
            throw FolderFailure.cannotBeMade(root, e);
        } catch (IOException e) {
            throw FolderFailure.of(root, e);
        }
    }

    /** With its name on the disk, too: else a power cut could take the whole repository, backups and all. */
    private static void create(Path folder) throws IOException {
        var there = folder.getParent();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        Files.createDirectories(folder, OURS_ALONE);
        for (var parent = folder.getParent(); parent != null && !parent.equals(there); parent = parent.getParent()) {
            FileUpload.bringToDisk(parent);
        }
        if (there != null) {
            FileUpload.bringToDisk(there);
        }
    }

    /** A folder without rights, read-only or full is found out now, not after an hour of dumping. */
    private static void tryToWrite(Path folder) throws IOException {
        // Always the same name: of runs that are killed here, no more than one file stays, until the next run.
        var probe = folder.resolve(".probe" + FileUpload.PARTIAL);
        try (var channel = FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1));
            channel.force(true);
        }
        Files.deleteIfExists(probe);
    }

    @Override
    public Upload create(String key) {
        var file = file(key);
        try {
            return upload(file);
        } catch (NoSuchFileException e) {
            return uploadAnew(file); // another object's upload gave up and took the empty folder with it
        } catch (IOException e) {
            throw FolderFailure.of(file, e);
        }
    }

    private Upload upload(Path file) throws IOException {
        Files.createDirectories(file.resolveSibling("").normalize(), OURS_ALONE);
        return new FileUpload(root, file);
    }

    private Upload uploadAnew(Path file) {
        try {
            return upload(file);
        } catch (IOException e) {
            throw FolderFailure.of(file, e);
        }
    }

    @Override
    public void put(String key, byte[] content) {
        try (var upload = create(key)) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                upload.channel().write(bytes);
            }
            upload.complete();
        } catch (IOException e) {
            throw FolderFailure.of(file(key), e);
        }
    }

    @Override
    public InputStream open(String key) {
        mustBeThere();
        try {
            return Files.newInputStream(file(key));
        } catch (IOException e) {
            throw FolderFailure.of(file(key), e);
        }
    }

    @Override
    public byte[] read(String key) {
        mustBeThere();
        try {
            return Files.readAllBytes(file(key));
        } catch (IOException e) {
            throw FolderFailure.of(file(key), e);
        }
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return files(prefix, false);
    }

    @Override
    public void delete(String key) {
        var file = file(key);
        try {
            if (Files.deleteIfExists(file)) {
                // Of two files that are deleted, no power cut may bring back the first one alone.
                FileUpload.bringToDisk(file.resolveSibling("").normalize());
            }
            for (var folder = file.getParent(); folder != null && folder.startsWith(root) && !folder.equals(root); ) {
                if (!isEmpty(folder) || !Files.deleteIfExists(folder)) {
                    return;
                }
                folder = folder.getParent();
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            return; // another run has begun a backup there, or deleted the folder first
        } catch (IOException e) {
            throw FolderFailure.of(file, e);
        }
    }

    @Override
    public Optional<Lock> lock(String key) {
        return Optional.empty();
    }

    @Override
    public void confirm(String key, long bytes, String sha256) {
        StoredDigest.mustBe(open(key), bytes, sha256, file(key).toString());
    }

    @Override
    public void sweep(String prefix, Instant before) {
        for (var object : files(prefix, true)) {
            if (object.modified().isBefore(before)) {
                delete(object.key());
            }
        }
    }

    @Override
    public void close() {
        // holds nothing open
    }

    /** A volume that is not mounted must not look like a repository without backups. */
    private void mustBeThere() {
        try {
            if (!Files.readAttributes(root, BasicFileAttributes.class).isDirectory()) {
                throw FolderFailure.noFolder(root, null);
            }
        } catch (NoSuchFileException e) {
            throw FolderFailure.notThere(root, e);
        } catch (IOException e) {
            throw FolderFailure.of(root, e);
        }
    }

    private List<StoredObject> files(String prefix, boolean partial) {
        mustBeThere();
        var folder = file(prefix);
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> f.toString().endsWith(FileUpload.PARTIAL) == partial)
                    .map(this::object)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            // A folder that another run has just pruned away.
            if (e.getCause() instanceof NoSuchFileException) {
                return files(prefix, partial);
            }
            throw FolderFailure.of(folder, new IOException(e));
        } catch (IOException e) {
            throw FolderFailure.of(folder, e);
        }
    }

    private StoredObject object(Path file) {
        try {
            return new StoredObject(
                    root.relativize(file).toString(),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String key) {
        var file = root.resolve(key).normalize();
        if (!file.startsWith(root)) {
            throw new AgentException(Reason.RepositoryCorrupt, "'" + key + "' leads out of the repository");
        }
        return file;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
