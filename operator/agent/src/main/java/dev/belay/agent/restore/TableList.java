package dev.belay.agent.restore;

import dev.belay.agent.archive.TableRows;
import dev.belay.agent.archive.TocEntry;
import dev.belay.agent.backup.BackupContent;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables that were asked for, found in a backup: what pg_restore is to take of it, and which rows must come back. */
final class TableList {
    private static final Set<String> LARGE_OBJECTS = Set.of("BLOB", "BLOB METADATA", "BLOBS");
    private static final Set<String> OF_LARGE_OBJECTS = Set.of("COMMENT", "ACL", "SECURITY LABEL");

    private final TableSelection selection;
    private final boolean largeObjectsLeftOut;

    private TableList(TableSelection selection, boolean largeObjectsLeftOut) {
        this.selection = selection;
        this.largeObjectsLeftOut = largeObjectsLeftOut;
    }

    /**
     * Finds in the contents of a backup the tables that were named, with what belongs to them.
     *
     * @param names as {@link TableNames} takes them
     * @throws AgentException {@link Reason#PolicyInvalid} if one is not in the backup, or could be several
     */
    static TableList find(BackupContent content, Decryption decryption, List<String> names, Progress progress) {
        var largeObjects = new HashSet<String>();
        var entries = ArchiveHead.entries(content, decryption, entry -> {
                    if (isLargeObject(entry)) {
                        largeObjects.add(entry.kind()); // there may be millions: that there are some is all we keep
                        return false;
                    }
                    return true;
                })
                .orElseThrow(() -> new AgentException(
                        Reason.RestoreFailed,
                        "--only-table: the contents of this backup cannot be read, it may be of a newer pg_dump than"
                                + " Belay knows: restore all of it"));
        var selection = new TableSelection(entries, new TableNames(entries).find(names));
        if (!selection.leftOut().isEmpty()) {
            progress.warn("left out, for it stands on the tables or leads to others, which were not asked for: "
                    + String.join("; ", selection.leftOut()));
        }
        return new TableList(selection, !largeObjects.isEmpty());
    }

    /** Entries of the archive, by their ids and in its order, that come back. */
    Set<Integer> ids() {
        return selection.taken().stream().map(TocEntry::dumpId).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Those of a backup's tables whose rows come back. */
    List<TableRows> of(List<TableRows> tables) {
        var chosen = selection.asked().stream()
                .map(entry -> new TableName(entry.schema(), entry.tag()))
                .collect(Collectors.toSet());
        return tables.stream()
                .filter(t -> chosen.contains(new TableName(t.schema(), t.name())))
                .toList();
    }

    /** Tells, once they are restored, which columns may refer to large objects that did not come with them. */
    void tellOfLargeObjects(Server server, String database, Progress progress) {
        if (!largeObjectsLeftOut) {
            return;
        }
        var columns = LargeObjectColumns.of(server, database);
        if (!columns.isEmpty()) {
            progress.warn("large objects do not come with single tables, and these columns may refer to some: "
                    + String.join(", ", columns) + "; restore all of the backup to have them");
        }
    }

    private static boolean isLargeObject(TocEntry entry) {
        return LARGE_OBJECTS.contains(entry.kind())
                || (OF_LARGE_OBJECTS.contains(entry.kind())
                        && entry.schema().isEmpty()
                        && entry.tag().startsWith("LARGE OBJECT"));
    }
}
