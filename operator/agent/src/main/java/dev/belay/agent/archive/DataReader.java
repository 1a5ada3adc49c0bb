package dev.belay.agent.archive;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes the data of an archive apart as they pass behind its head, in pieces of any size. */
public final class DataReader {
    /** Takes what is in them. What it throws comes through. */
    public interface Listener {
        /** The rows of a table begin. */
        void tableStarts(TocEntry table);

        /** The next bytes of them, as COPY reads them. The array is used again. */
        void tableContent(byte[] bytes, int from, int to);

        void tableEnds();

        /** The next bytes of the archive's blocks of large objects, as they stand there. The array is used again. */
        void largeObjects(byte[] bytes, int from, int to);
    }

    private final Map<Integer, TocEntry> withData = new HashMap<>();
    private final Set<Integer> missing = new HashSet<>();
    private final BlockReader blocks;

    /** @param contents of which all entries with data were kept */
    public DataReader(TableOfContents contents, Listener listener) {
        for (var entry : contents.entries()) {
            if (entry.hasData()) {
                withData.put(entry.dumpId(), entry);
                missing.add(entry.dumpId());
            }
        }
        blocks = new BlockReader(new Named(listener), contents.intBytes());
    }

    /** What the reader of the head has read too far. */
    public void takeOver(HeadReader head) {
        head.handOver(blocks);
    }

    /** The next bytes of the archive. */
    public void add(byte[] bytes, int length) {
        blocks.add(bytes, 0, length);
    }

    /** Whether all data of the contents have passed, and nothing that is not understood. */
    public boolean isComplete() {
        return blocks.isBetweenBlocks() && missing.isEmpty();
    }

    /** Knows which entry a block is of. */
    private final class Named implements BlockReader.Listener {
        private final Listener listener;
        private @Nullable TocEntry table;

        Named(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void tableStarts(int dumpId) {
            table = withData.get(dumpId);
            missing.remove(dumpId);
            if (table != null) {
                listener.tableStarts(table);
            }
        }

        @Override
        public void tableContent(byte[] bytes, int from, int to) {
            if (table != null) {
                listener.tableContent(bytes, from, to);
            }
        }

        @Override
        public void tableEnds() {
            if (table != null) {
                listener.tableEnds();
            }
        }

        @Override
        public void largeObjects(byte[] bytes, int from, int to) {
            listener.largeObjects(bytes, from, to);
        }

        @Override
        public void largeObjectsEnd(int dumpId) {
            missing.remove(dumpId);
        }
    }
}
