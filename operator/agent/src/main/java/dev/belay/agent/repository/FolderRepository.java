package dev.belay.agent.repository;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A folder of a file system. Objects are files; one on its way bears {@link FileUpload#PARTIAL} at the end of its name. */
public class FolderRepository implements Repository {
    private final RootFolder root;

    public FolderRepository(Path root) {
        this.root = new RootFolder(root.toAbsolutePath().normalize());
    }

    @Override
    public void prepare(String prefix) {
        root.prepare(file(prefix));
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
        Files.createDirectories(file.resolveSibling("").normalize(), RootFolder.OURS_ALONE);
        return new FileUpload(root.path(), file);
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
        root.mustBeThere();
        try {
            return Files.newInputStream(file(key));
        } catch (IOException e) {
            throw FolderFailure.of(file(key), e);
        }
    }

    @Override
    public byte[] read(String key) {
        root.mustBeThere();
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
            for (var folder = file.getParent(); folder != null && root.isAbove(folder); ) {
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

    private List<StoredObject> files(String prefix, boolean partial) {
        root.mustBeThere();
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
            throw FolderFailure.of(folder, e);
        } catch (IOException e) {
            throw FolderFailure.of(folder, e);
        }
    }

    private StoredObject object(Path file) {
        try {
            return new StoredObject(
                    root.path().relativize(file).toString(),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String key) {
        var file = root.path().resolve(key).normalize();
        if (!file.startsWith(root.path())) {
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
