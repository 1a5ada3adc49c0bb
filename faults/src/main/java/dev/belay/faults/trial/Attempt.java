package dev.belay.faults.trial;

import dev.belay.faults.plan.Kind;
import dev.belay.faults.plan.Measure;
import dev.belay.faults.plan.Point;
import dev.belay.faults.tap.Watcher;
import dev.belay.faults.world.AgentProcess;
import dev.belay.faults.world.Sandbox;
import dev.belay.faults.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** One run of an operation, disturbed or not, with everything counted that it does. */
public final class Attempt {
    private static final int LARGEST_HEAP_MIB = 16;
    private static final int SMALLEST_HEAP_MIB = 4;

    private final World world;
    private final Sandbox sandbox;

    Attempt(World world, Sandbox sandbox) {
        this.world = world;
        this.sandbox = sandbox;
    }

    /** What an undisturbed run came to and did. */
    record Calm(AgentProcess.Result result, Measure measure) {}

    /** Runs it undisturbed. */
    Calm calm() throws IOException, InterruptedException {
        try (var watcher = new Watcher(sandbox.repository())) {
            disarm(watcher);
            watcher.start();
            var result = AgentProcess.run(sandbox.folder(), sandbox.arguments());
            var measure = new Measure(
                    result.took().toMillis(),
                    world.databaseProxy().bytes().count(),
                    world.storeProxy().bytes().count(),
                    world.storeProxy().requests().count(),
                    watcher.changes().count());
            return new Calm(result, measure);
        }
    }

    /** Runs it and lets the fault happen. */
    AgentProcess.Result disturbed(Point point, Measure measure, Disturbance fault)
            throws IOException, InterruptedException {
        try (var watcher = new Watcher(sandbox.repository())) {
            disarm(watcher);
            var at = measure.at(point.moment());
            switch (point.moment().scale()) {
                case DATABASE_BYTES -> world.databaseProxy().bytes().arm(at, fault::happen);
                case STORE_BYTES -> world.storeProxy().bytes().arm(at, fault::happen);
                case REQUESTS -> world.storeProxy().requests().arm(at, fault::happen);
                case CHANGES -> {
                    watcher.changes().arm(at, fault::happen);
                    watcher.start();
                }
                case TIME -> after(at, fault);
                case ROOM -> {
                    // nothing to wait for
                }
            }
            var heap = point.kind() == Kind.OOM_HEAP ? heap(point.moment().share()) : "-Xmx64m";
            try {
                var process = AgentProcess.start(sandbox.folder(), sandbox.arguments(), heap);
                fault.hits(process);
                return process.await();
            } finally {
                disarm(watcher);
                fault.end();
            }
        }
    }

    private void disarm(Watcher watcher) {
        world.databaseProxy().bytes().disarm();
        world.storeProxy().bytes().disarm();
        world.storeProxy().requests().disarm();
        watcher.changes().disarm();
    }

    private static void after(long millis, Disturbance fault) {
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(millis);
                fault.happen(new byte[1], 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static String heap(double share) {
        var kib = 1024 * (SMALLEST_HEAP_MIB + share * (LARGEST_HEAP_MIB - SMALLEST_HEAP_MIB));
        return String.format(Locale.ROOT, "-Xmx%dk", (long) kib);
    }
}
