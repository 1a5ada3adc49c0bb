package dev.belay.agent.restore;

import dev.belay.agent.archive.HeadReader;
import dev.belay.agent.archive.TableOfContents;
import dev.belay.agent.archive.TocEntry;
import dev.belay.agent.backup.BackupContent;
import dev.belay.agent.encryption.Decryption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The contents of the archive in a backup, read ahead of it. */
final class ArchiveHead {
    private ArchiveHead() {}

    /** Has had what it needs of a backup. */
    private static final class Enough extends IOException {}

    /**
     * The entries that are wanted; empty if they are not understood. Of the backup no more is read than it takes: the
     * digests are compared when it is restored.
     */
    static Optional<List<TocEntry>> entries(BackupContent content, Decryption decryption, Predicate<TocEntry> wanted) {
        var head = new HeadReader(wanted);
        try {
            content.read(decryption, (bytes, length) -> {
                if (!head.add(bytes, length)) {
                    throw new Enough();
                }
            });
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof Enough)) {
                throw e;
            }
        }
        return head.contents().map(TableOfContents::entries);
    }
}
