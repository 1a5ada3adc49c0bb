package dev.belay.agent.repository;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.FullDisk;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The file system's failures in ours. */
final class FolderFailure {
    private FolderFailure() {}

    static AgentException of(Path file, IOException e) {
        var words = String.valueOf(e.getMessage());
        if (e instanceof NoSuchFileException) {
            return new AgentException(Reason.BackupNotFound, "the repository has no file " + file, e);
        }
        if (words.contains("Read-only file system")) {
            return new AgentException(
                    Reason.RepositoryDenied,
                    file + " of the repository is mounted read-only; under systemd, name the repository's folder in"
                            + " ReadWritePaths=",
                    e);
        }
        if (e instanceof AccessDeniedException) {
            return new AgentException(
                    Reason.RepositoryDenied, "no right to " + file + " of the repository; check its owner and mode", e);
        }
        if (FullDisk.isCauseOf(e)) {
            return new AgentException(Reason.NotEnoughSpace, "the repository is full: no space left for " + file, e);
        }
        if (words.contains("File too large")) {
            return new AgentException(
                    Reason.NotEnoughSpace, "the file system of the repository takes no file as large as " + file, e);
        }
        var cause = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.toString();
        return new AgentException(Reason.RepositoryUnreachable, "the repository failed at " + file + ": " + cause, e);
    }

    /** What goes wrong on the way through a folder: it is told of the file or folder below where it did. */
    static AgentException of(Path folder, UncheckedIOException e) {
        var cause = Objects.requireNonNull(e.getCause());
        var below = cause instanceof FileSystemException f && f.getFile() != null ? Path.of(f.getFile()) : folder;
        return of(below, cause);
    }

    static AgentException notThere(Path folder, IOException e) {
        return new AgentException(
                Reason.RepositoryUnreachable, "the folder " + folder + " does not exist (is its volume mounted?)", e);
    }

    static AgentException noFolder(Path file, @Nullable IOException e) {
        return new AgentException(Reason.RepositoryUnreachable, file + " is not a folder", e);
    }

    static AgentException cannotBeMade(Path folder, IOException e) {
        return new AgentException(
                Reason.RepositoryUnreachable,
                "the folder " + folder + " cannot be made: the file system there takes no new folders",
                e);
    }
}
