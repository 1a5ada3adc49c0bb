package dev.belay.agent.restore.copy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.CopySession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Several connections that read rows at once, into the same table or into several. A fixed set of pieces goes round
 * between them and the thread that fills these: memory does not grow, and a slow server slows the reading down.
 */
public final class CopyLanes implements RowSplitter.Target, AutoCloseable {
    private static final int SPARE_PIECES = 6;

    private final int most;
    private final Supplier<CopySession> connect;
    private final List<CopyLane> lanes = new ArrayList<>();
    private final BlockingQueue<RowPiece> free = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private @Nullable CopyLane bound;

    /**
     * Lanes that are opened as they are needed.
     *
     * @param most how many there may be
     */
    public CopyLanes(int most, Supplier<CopySession> connect) {
        this.most = most;
        this.connect = connect;
        for (var i = 0; i < most + SPARE_PIECES; i++) {
            free.add(new RowPiece());
        }
    }

    /**
     * A piece to fill.
     *
     * @throws AgentException what went wrong in any of the lanes
     */
    @Override
    public RowPiece take() {
        try {
            var piece = free.take();
            check();
            return piece;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Hands a piece to the lane that has least to do, or to the one that has begun its row. What is filled beside what is
     * there already goes to one lane, in the archive's order: there may be foreign keys among such tables, and within one.
     */
    @Override
    public void give(RowPiece piece) {
        var lane = bound;
        if (lane == null) {
            lane = piece.table.own() == null && !lanes.isEmpty() ? lanes.getFirst() : idlest();
        }
        bound = piece.rowGoesOn ? lane : null;
        lane.give(piece);
    }

    private CopyLane idlest() {
        var idlest = lanes.stream().min(Comparator.comparingInt(CopyLane::backlog));
        if (idlest.isPresent() && (idlest.get().backlog() == 0 || lanes.size() == most)) {
            return idlest.get();
        }
        var lane = new CopyLane(connect, most == 1, free, this::failed);
        lanes.add(lane);
        return lane;
    }

    /**
     * Waits until all rows are there.
     *
     * @throws AgentException what went wrong in any of the lanes
     */
    public void finish() {
        lanes.forEach(CopyLane::finish);
        join();
        check();
    }

    /** From a lane: the first failure ends them all, and whoever waits for a piece. */
    private void failed(Throwable cause) {
        if (failure.compareAndSet(null, cause)) {
            free.add(new RowPiece());
        }
    }

    private void check() {
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private void join() {
        try {
            for (var lane : lanes) {
                while (!lane.hasEnded()) {
                    check();
                }
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static AgentException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AgentException(Reason.Internal, "was interrupted", e);
    }

    /** Stops all lanes, wherever they are. */
    @Override
    public void close() {
        lanes.forEach(CopyLane::abort);
        lanes.clear();
    }
}
