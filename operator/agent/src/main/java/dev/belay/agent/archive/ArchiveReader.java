package dev.belay.agent.archive;

import java.util.Arrays;
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
    /** An entry of the contents beyond this is not kept in memory, and the archive's rows stay unknown. */
    private static final int LONGEST_ENTRY = 12 << 20;

    private final Map<Integer, Long> rows = new HashMap<>();
    private final Set<Integer> largeObjects = new HashSet<>();
    private byte[] head = new byte[256 << 10];
    private int headLength;
    private final HeadParser parser = new HeadParser();
    private boolean unreadable;
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
        } else if (!unreadable) {
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
        if (!isPastHead() && !unreadable) {
            parseHead();
        }
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
        if (headLength + length > LONGEST_ENTRY) {
            giveUp();
            return;
        }
        if (headLength + length > head.length) {
            head = Arrays.copyOf(head, Math.max(2 * head.length, headLength + length));
        }
        System.arraycopy(bytes, 0, head, headLength, length);
        headLength += length;
        parseHead();
    }

    private void parseHead() {
        try {
            var parsed = parser.parse(head, headLength);
            if (parsed.isEmpty()) {
                giveUp();
                return;
            }
            contents = parsed.get();
            withData = contents.withData();
            var reader = new BlockReader(this, contents.intBytes());
            blocks = reader;
            var passed = head;
            head = new byte[0];
            reader.add(passed, contents.length(), headLength);
        } catch (HeadParser.TooShort e) {
            headLength -= parser.consumed();
            System.arraycopy(head, parser.consumed(), head, 0, headLength);
        } catch (IllegalStateException e) {
            giveUp();
        }
    }

    private void giveUp() {
        unreadable = true;
        head = new byte[0];
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
