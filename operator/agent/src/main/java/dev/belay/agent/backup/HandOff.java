package dev.belay.agent.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Carries buffers from the thread that reads the dump to one that compresses, encrypts and stores it, so that both work
 * at once. A fixed set of buffers goes round: memory does not grow, and a slow repository slows the dump down.
 */
final class HandOff implements AutoCloseable {
    private static final int BUFFERS = 6;
    static final int BUFFER = 128 << 10;

    /** A buffer and how much of it is filled; nothing at all means the end. */
    static final class Piece {
        final byte[] bytes = new byte[BUFFER];
        int length;
    }

    private final BlockingQueue<Piece> empty = new ArrayBlockingQueue<>(BUFFERS);
    private final BlockingQueue<Piece> filled = new ArrayBlockingQueue<>(BUFFERS);
    private final Thread writer;
    private volatile @Nullable Throwable failure;

    HandOff(OutputStream out) {
        for (var i = 0; i < BUFFERS; i++) {
            empty.add(new Piece());
        }
        writer = Thread.ofPlatform().name("belay-store").daemon().start(() -> writeAll(out));
    }

    /** A buffer to fill. */
    Piece take() throws IOException {
        try {
            var piece = empty.take();
            check();
            return piece;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Hands a filled buffer on. */
    void give(Piece piece) {
        filled.add(piece); // never full: there are no more buffers than places
    }

    /** Waits until all is written and closed, and throws what went wrong there. */
    void finish() throws IOException {
        var end = take();
        end.length = 0;
        give(end);
        try {
            writer.join();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        check();
    }

    /** Stops the other thread, wherever it is. */
    @Override
    public void close() {
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll(OutputStream out) {
        try (out) {
            for (var piece = filled.take(); piece.length > 0; piece = filled.take()) {
                out.write(piece.bytes, 0, piece.length);
                empty.add(piece);
            }
        } catch (InterruptedException e) {
            failure = e;
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            empty.addAll(filled); // wakes a reader that waits for a buffer
            empty.offer(new Piece());
        }
    }

    private void check() throws IOException {
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IOException(e);
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted", e);
    }
}
