package dev.belay.faults.trial;

import dev.belay.faults.plan.Kind;
import dev.belay.faults.plan.Point;
import dev.belay.faults.world.AgentProcess;
import dev.belay.faults.world.World;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The fault of a point, ready to happen. */
public final class Disturbance {
    private static final int FOREVER = Integer.MAX_VALUE;

    private final World world;
    private final Kind kind;
    /** The run that it hits: known only after it has begun to speak. */
    private final CompletableFuture<AgentProcess> agent = new CompletableFuture<>();

    private final int pause;
    private final int times;
    private final int bit;
    /** Held while the fault lasts. */
    private final ReentrantLock lasting = new ReentrantLock();

    private volatile boolean happened;
    /** Why the fault could not be done, or not be ended. */
    private volatile @Nullable Exception broken;

    private volatile Thread hunter = Thread.ofVirtual().start(() -> {});

    Disturbance(World world, Point point) {
        this.world = world;
        kind = point.kind();
        pause = point.random().nextInt(1_500);
        times = point.random().nextInt(4) == 0 ? FOREVER : 1 + point.random().nextInt(2);
        bit = 1 << point.random().nextInt(8);
    }

    /** Whether the run must succeed all the same. */
    boolean isHarmless() {
        return switch (kind) {
            case STOP_CONT, S3_SLOW -> true;
            case S3_500, S3_503 -> times != FOREVER;
            default -> false;
        };
    }

    /** Whether the agent itself is killed, so that nothing can be asked of how it ends. */
    boolean isDeadly() {
        return switch (kind) {
            case KILL, STOP_KILL, OOM_GROUP -> true;
            default -> false;
        };
    }

    boolean hasHappened() {
        return happened;
    }

    void hits(AgentProcess process) {
        agent.complete(process);
    }

    /** Lets it happen, if there is still somebody to hit. */
    void happen(byte[] bytes, int index) throws IOException {
        lasting.lock();
        try {
            var process = agent.join();
            if (process.isAlive()) {
                happened = kind != Kind.OOM_CHILD;
                disturb(process, bytes, index);
                if (kind == Kind.S3_CUT || kind == Kind.PG_CUT) {
                    throw new IOException("cut");
                }
            }
        } finally {
            lasting.unlock();
        }
    }

    /** A fault that cannot be done is the campaign's failure, and {@link #end} says so. */
    private void disturb(AgentProcess process, byte[] bytes, int index) {
        try {
            act(process, bytes, index);
        } catch (IOException | InterruptedException | RuntimeException e) {
            broken = e;
            process.kill(); // it may be stopped, and would be waited for
        }
    }

    private void act(AgentProcess process, byte[] bytes, int index) throws IOException, InterruptedException {
        switch (kind) {
            case KILL -> process.kill();
            case STOP_CONT -> {
                process.signal("STOP");
                Thread.sleep(pause);
                process.signal("CONT");
            }
            case STOP_KILL -> {
                process.signal("STOP");
                Thread.sleep(pause);
                process.kill();
            }
            case OOM_GROUP -> process.killAll();
            case OOM_CHILD -> {
                // On a thread of its own: what this one is about to pass on may be what the agent waits for.
                hunter = Thread.ofVirtual().start(() -> killChild(process));
            }
            case S3_500 -> world.storeProxy().answer(500, times);
            case S3_503 -> world.storeProxy().answer(503, times);
            case S3_SLOW -> Thread.sleep(2L * pause);
            case S3_CUT -> world.storeProxy().refuse(times == FOREVER);
            case S3_WRONG -> bytes[index] ^= (byte) bit;
            case PG_GONE -> {
                world.database().stopAtOnce();
                Thread.sleep(pause);
                world.database().start();
            }
            case PG_CUT -> {
                world.databaseProxy().refuse(times == FOREVER);
                world.databaseProxy().cut();
            }
            case OOM_HEAP, DISK_FULL, SCRATCH_FULL -> {
                // the run was started into it
            }
        }
    }

    private void killChild(AgentProcess process) {
        while (process.isAlive()) {
            for (var child : process.children()) {
                if (isVictim(child) && child.destroyForcibly()) {
                    happened = true;
                    return;
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Other children are gone in a moment, or do without which a backup can be made. */
    private static boolean isVictim(ProcessHandle child) {
        var program = child.info().command().orElse("");
        return program.endsWith("/pg_dump") || program.endsWith("/pg_restore");
    }

    /**
     * Waits until it is over, and makes everything work again.
     *
     * @throws IOException if the fault could not be done: then the point has shown nothing
     */
    void end() throws IOException, InterruptedException {
        agent.cancel(false); // one that was never started is not waited for
        lasting.lock();
        try {
            hunter.join();
            world.storeProxy().answer(200, 0);
            world.storeProxy().refuse(false);
            world.databaseProxy().refuse(false);
            if (kind == Kind.PG_GONE) {
                world.database().mustBeUp();
            }
            if (broken != null) {
                throw new IOException("the fault could not be done: " + broken, broken);
            }
        } finally {
            lasting.unlock();
        }
    }
}
