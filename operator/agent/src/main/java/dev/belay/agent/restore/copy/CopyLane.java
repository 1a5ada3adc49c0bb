package dev.belay.agent.restore.copy;

import dev.belay.agent.postgres.CopySession;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One connection and the thread that writes rows to it. */
final class CopyLane {
    private static final Duration LOOK = Duration.ofMillis(100);
    /** Means the end: it is of no table. */
    private static final RowPiece NO_MORE = new RowPiece();

    private final Supplier<CopySession> connect;
    private final boolean alone;
    private final Queue<RowPiece> free;
    private final Consumer<Throwable> failed;
    private final BlockingQueue<RowPiece> filled = new LinkedBlockingQueue<>(); // bounded by the pieces that there are
    private final AtomicInteger backlog = new AtomicInteger();
    private final Thread thread;
    private volatile @Nullable CopySession session;
    private volatile boolean aborted;

    /**
     * Starts one.
     *
     * @param alone whether there is no other lane, and so nobody else at its tables
     * @param free where pieces go that it has written
     * @param failed is told, from its thread, what went wrong
     */
    CopyLane(Supplier<CopySession> connect, boolean alone, Queue<RowPiece> free, Consumer<Throwable> failed) {
        this.connect = connect;
        this.alone = alone;
        this.free = free;
        this.failed = failed;
        thread = Thread.ofPlatform().name("belay-copy").daemon().start(this::run);
    }

    /** How many pieces it has not written yet. */
    int backlog() {
        return backlog.get();
    }

    void give(RowPiece piece) {
        backlog.incrementAndGet();
        filled.add(piece);
    }

    /** Lets it end when it has written all. */
    void finish() {
        filled.add(NO_MORE);
    }

    /** Waits a moment for its end. */
    boolean hasEnded() throws InterruptedException {
        return thread.join(LOOK);
    }

    /** Cuts its connection off and waits for its end. */
    void abort() {
        aborted = true;
        var open = session;
        if (open != null) {
            open.abort();
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (var opened = connect.get()) {
            session = opened;
            if (!aborted) {
                writeAll(opened);
            }
        } catch (InterruptedException e) {
            return; // aborted: whoever did it knows why
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        }
    }

    private void begin(CopySession to, CopyTable table) {
        if (alone && table.own() != null) {
            to.beginEmptied(table.name(), table.own(), table.freezing());
        } else {
            to.begin(table.name(), table.statement());
        }
    }

    private void writeAll(CopySession to) throws InterruptedException {
        CopyTable table = null;
        for (var piece = filled.take(); piece != NO_MORE; piece = filled.take()) {
            if (piece.length > 0 && !piece.table.equals(table)) {
                table = piece.table;
                begin(to, table);
            }
            if (piece.length > 0) {
                to.write(piece.bytes, piece.length);
            }
            backlog.decrementAndGet();
            free.add(piece);
        }
        to.end();
    }
}
