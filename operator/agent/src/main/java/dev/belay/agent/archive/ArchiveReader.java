package dev.belay.agent.archive;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches an archive of pg_dump's custom format pass by, uncompressed, and counts what is in it: so that exact row
 * counts cost the live database no second scan. An archive that it cannot read (a version of the future) passes too;
 * there is just no summary of it.
 */
public final class ArchiveReader implements BlockReader.Listener {
    private final Map<Integer, Long> rows = new HashMap<>();
    private final Set<Integer> largeObjects = new HashSet<>();
    private final HeadReader head = new HeadReader(HeadParser.ofData());
    private @Nullable TableOfContents contents;
    private @Nullable BlockReader blocks;
    private Map<Integer, TocEntry> withData = Map.of();
    private @Nullable TocEntry entry;
    private RowCounter counter = new RowCounter();
    private final SchemaVersion schemaVersion = new SchemaVersion();
    private volatile @Nullable String currentTable;

    /** The next bytes of the archive. */
    public void add(byte[] bytes, int length) {
        if (blocks != null) {
            blocks.add(bytes, 0, length);
        } else {
            addToHead(bytes, length);
        }
    }

    /** Whether the whole table of contents has passed; never true of one that is not understood. */
    public boolean isPastHead() {
        return blocks != null;
    }

    /** The table whose rows are passing, for people; readable from any thread. */
    public @Nullable String currentTable() {
        return currentTable;
    }

    /** What has passed, once it is all there; empty if it could not be read. */
    public Optional<ArchiveSummary> summary() {
        if (contents == null || blocks == null) {
            return Optional.empty();
        }
        var toc = contents;
        var own = toc.ownTables();
        var tables = toc.entries().stream()
                .filter(TocEntry::isTableData)
                .map(e -> new TableRows(
                        e.schema(),
                        e.tag(),
                        rows.getOrDefault(e.dumpId(), -1L),
                        !own.contains(e.schema() + "\0" + e.tag())))
                .toList();
        var complete = blocks.isBetweenBlocks()
                && tables.stream().allMatch(t -> t.rows() >= 0)
                && toc.entries().stream()
                        .filter(e -> e.hasData() && !e.isTableData())
                        .allMatch(e -> largeObjects.contains(e.dumpId()));
        return Optional.of(new ArchiveSummary(
                toc.version(),
                toc.serverVersion(),
                toc.dumpVersion(),
                toc.databaseDefinition(),
                toc.databaseOwner(),
                tables,
                schemaVersion.version(),
                complete));
    }

    private void addToHead(byte[] bytes, int length) {
        head.add(bytes, length);
        var parsed = head.contents();
        if (parsed.isPresent()) {
            contents = parsed.get();
            withData = contents.withData();
            blocks = new BlockReader(this, contents.intBytes());
            head.handOver(blocks);
        }
    }

    @Override
    public void tableStarts(int dumpId) {
        entry = withData.get(dumpId);
        counter = new RowCounter();
        if (entry != null) {
            currentTable = entry.schema() + "." + entry.tag();
            schemaVersion.tableStarts(entry);
        }
    }

    @Override
    public void tableContent(byte[] bytes, int from, int to) {
        counter.add(bytes, from, to);
        schemaVersion.content(bytes, from, to);
    }

    @Override
    public void largeObjectsEnd(int dumpId) {
        largeObjects.add(dumpId);
    }

    @Override
    public void tableEnds() {
        schemaVersion.tableEnds();
        if (entry != null) {
            rows.put(entry.dumpId(), counter.rows());
        }
    }
}
