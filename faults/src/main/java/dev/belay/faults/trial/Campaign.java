package dev.belay.faults.trial;

import dev.belay.faults.plan.Measure;
import dev.belay.faults.plan.Operation;
import dev.belay.faults.plan.Point;
import dev.belay.faults.plan.Store;
import dev.belay.faults.world.Sandbox;
import dev.belay.faults.world.World;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Tries one point after the other in a world of their own. */
public final class Campaign implements AutoCloseable {
    private record Work(Operation operation, Store store) {}

    private final World world;
    private final Map<Work, Measure> measures = new HashMap<>();

    public Campaign(World world) {
        this.world = world;
    }

    /** Tries points and tells each verdict as it comes; returns how many broke a promise. */
    public int run(List<Point> points, Consumer<Trial.Verdict> tell) throws InterruptedException {
        var failures = 0;
        for (var point : points) {
            var verdict = verdict(point);
            failures += verdict.isGood() ? 0 : 1;
            tell.accept(verdict);
        }
        return failures;
    }

    /** A point that cannot even begin has failed, and the next one is tried. */
    private Trial.Verdict verdict(Point point) throws InterruptedException {
        try {
            var measure = measure(new Work(point.operation(), point.store()));
            return new Trial(world, point).run(measure);
        } catch (IOException | SQLException | RuntimeException e) {
            return Trial.Verdict.failed(point, false, null, e);
        }
    }

    /** What an operation does undisturbed: measured once, when all is quiet, and checked like every other run. */
    private Measure measure(Work work) throws IOException, InterruptedException, SQLException {
        var known = measures.get(work);
        if (known != null) {
            return known;
        }
        try (var sandbox = new Sandbox(world, work.operation(), work.store(), "calm").filled()) {
            var calm = new Attempt(world, sandbox).calm();
            var aftermath = new Aftermath(world, sandbox, work.operation());
            aftermath.succeeded(calm.result());
            aftermath.check(calm.result());
            measures.put(work, calm.measure());
            return calm.measure();
        }
    }

    @Override
    public void close() throws IOException {
        world.close();
    }
}
