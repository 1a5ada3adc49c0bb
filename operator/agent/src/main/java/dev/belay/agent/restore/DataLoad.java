package dev.belay.agent.restore;

import dev.belay.agent.archive.DataReader;
import dev.belay.agent.archive.RowCounter;
import dev.belay.agent.archive.TocEntry;
import dev.belay.agent.postgres.CopySession;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.restore.copy.CopyLanes;
import dev.belay.agent.restore.copy.RowSplitter;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Brings the data of an archive back as they pass: rows over connections of our own, large objects by a pg_restore. */
final class DataLoad implements DataReader.Listener, AutoCloseable {
    private final LoadPlan plan;
    private final CopyLanes lanes;
    private final Supplier<Feed> largeObjectsFeed;
    private final Consumer<String> starts;
    private final Progress progress;
    private final boolean counts;
    private @Nullable RowSplitter rows;
    private @Nullable Feed largeObjects;

    /**
     * Nothing is begun before there are data.
     *
     * @param jobs connections for rows at once
     * @param largeObjects a pg_restore that was fed the archive's head
     * @param starts is told the name of a table when its rows begin
     * @param progress is told of rows as they pass
     */
    DataLoad(
            LoadPlan plan,
            int jobs,
            Supplier<CopySession> connect,
            Supplier<Feed> largeObjects,
            Consumer<String> starts,
            Progress progress) {
        this.plan = plan;
        lanes = new CopyLanes(jobs, connect);
        largeObjectsFeed = largeObjects;
        this.starts = starts;
        this.progress = progress;
        counts = progress.wantsRows();
    }

    @Override
    public void tableStarts(TocEntry entry) {
        var table = plan.table(entry.dumpId());
        if (table != null) {
            starts.accept(table.name());
            rows = new RowSplitter(lanes, table);
        }
    }

    @Override
    public void tableContent(byte[] bytes, int from, int to) {
        if (rows != null) {
            rows.add(bytes, from, to);
            if (counts) {
                progress.rows(RowCounter.ends(bytes, from, to));
            }
        }
    }

    @Override
    public void tableEnds() {
        if (rows != null) {
            rows.end();
            if (counts) {
                progress.rows(-RowCounter.END_LINES);
            }
            rows = null;
        }
    }

    @Override
    public void largeObjects(byte[] bytes, int from, int to) {
        if (!plan.largeObjects().isEmpty()) {
            largeObjects().write(bytes, from, to - from);
        }
    }

    private Feed largeObjects() {
        if (largeObjects == null) {
            largeObjects = largeObjectsFeed.get();
        }
        return largeObjects;
    }

    /** Waits until all is there. */
    void finish() {
        lanes.finish();
        if (!plan.largeObjects().isEmpty()) {
            largeObjects().mustSucceed();
        }
    }

    @Override
    public void close() {
        try (var _ = lanes;
                var _ = largeObjects) {
            rows = null;
        }
    }
}
