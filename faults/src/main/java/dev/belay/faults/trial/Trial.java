package dev.belay.faults.trial;

import dev.belay.faults.plan.Kind;
import dev.belay.faults.plan.Measure;
import dev.belay.faults.plan.Moment;
import dev.belay.faults.plan.Operation;
import dev.belay.faults.plan.Point;
import dev.belay.faults.world.AgentProcess;
import dev.belay.faults.world.Sandbox;
import dev.belay.faults.world.Violation;
import dev.belay.faults.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One point from its beginning to its verdict: the disturbed run, the checks, the next run, what is left over. */
public final class Trial {
    private final World world;
    private final Point point;
    private final Sandbox sandbox;
    private final Aftermath aftermath;
    private final Disturbance fault;
    private AgentProcess.@Nullable Result ended;

    Trial(World world, Point point) throws IOException, SQLException {
        this.world = world;
        this.point = point;
        sandbox = new Sandbox(world, point.operation(), point.store(), "p" + point.number());
        aftermath = new Aftermath(world, sandbox, point.operation());
        fault = new Disturbance(world, point);
    }

    /** Does it all; an answer without violation is good. What the campaign itself cannot do is in the answer, too. */
    Verdict run(Measure measure) throws InterruptedException {
        try (sandbox) {
            fill();
            var result = new Attempt(world, sandbox).disturbed(point, measure, fault);
            ended = result;
            judge(result, hit(result));
            return new Verdict(point, hit(result), result, "");
        } catch (IOException | SQLException | RuntimeException e) {
            return Verdict.failed(point, ended != null && hit(ended), ended, e);
        }
    }

    private void fill() throws IOException, InterruptedException {
        switch (point.kind()) {
            case DISK_FULL -> sandbox.onSmallDisk(point.moment().share());
            case SCRATCH_FULL -> sandbox.withSmallScratch(point.moment().share());
            default -> sandbox.filled();
        }
    }

    /** Whether the fault came before the run had ended, as far as that can be told. */
    private boolean hit(AgentProcess.Result result) {
        return point.moment().scale() == Moment.Scale.ROOM ? result.exitCode() != 0 : fault.hasHappened();
    }

    private void judge(AgentProcess.Result result, boolean hit) throws IOException, InterruptedException, SQLException {
        if (result.exitCode() == 0 || !hit || fault.isHarmless()) {
            // Whoever reads a listing with a wrong byte in it may see fewer backups, and keep more: that is safe.
            var mayKeepMore = point.kind() == Kind.S3_WRONG && point.operation() == Operation.PRUNE && hit;
            if (result.exitCode() != 0 || !mayKeepMore) {
                aftermath.succeeded(result);
            }
        } else if (!fault.isDeadly() && point.kind() != Kind.OOM_HEAP) {
            Violation.unless(
                    !result.reason().isEmpty(), "it failed without a reason: " + Aftermath.lastLine(result.err()));
        }
        aftermath.check(result);
        next();
    }

    /** The same again, undisturbed. */
    private void next() throws IOException, InterruptedException, SQLException {
        sandbox.makeRoom();
        world.database().drop(Sandbox.COPY);
        sandbox.ageLeftovers();
        try {
            aftermath.succeeded(AgentProcess.run(sandbox.folder(), sandbox.arguments()));
        } catch (Violation e) {
            throw new Violation("the next run: " + e.getMessage());
        }
        aftermath.nobodyIsLeft();
        aftermath.backupsAreGood(sandbox.backups());
        if (!sandbox.leftovers().isEmpty() && point.operation() != Operation.BACKUP) {
            sweep();
        }
        nothingIsLeftOver();
    }

    /** What only a backup clears away. Of a tier behind which nothing may go: what is there must stay. */
    private void sweep() throws IOException, InterruptedException, SQLException {
        sandbox.ageLeftovers();
        var result = AgentProcess.run(sandbox.folder(), sandbox.arguments("backup", "create", "--tier", "weekly"));
        Violation.unless(
                result.exitCode() == 0,
                "the backup after it fails: " + result.exitCode() + " " + Aftermath.lastLine(result.err()));
        aftermath.mustHold(result.json().path("backup").path("id").asText("?"));
        aftermath.nobodyIsLeft();
        aftermath.backupsAreGood(sandbox.backups());
    }

    private void nothingIsLeftOver() throws IOException, SQLException {
        Violation.unless(sandbox.leftovers().isEmpty(), "left in the repository: " + sandbox.leftovers());
        List<String> files;
        try (var tmp = Files.list(sandbox.folder().resolve("tmp"))) {
            files = tmp.map(f -> f.getFileName().toString()).toList();
        }
        Violation.unless(files.isEmpty(), "left among the temporary files: " + files);
        var databases = world.database().databases();
        databases.removeIf(d -> !d.startsWith("belay"));
        Violation.unless(databases.isEmpty(), "left on the server: " + databases);
    }

    /**
     * How a point ended.
     *
     * @param hit whether the run was still going when the fault came
     * @param result null if the run came to none: it hung, or the campaign could not do its part
     * @param violation the promise that broke; empty if all held
     */
    public record Verdict(Point point, boolean hit, AgentProcess.@Nullable Result result, String violation) {
        /** One that ended too early, for a promise that broke or for something that the campaign could not do. */
        static Verdict failed(Point point, boolean hit, AgentProcess.@Nullable Result result, Exception why) {
            var words = new StringBuilder(text(why));
            for (var also : why.getSuppressed()) {
                words.append("; and ").append(text(also));
            }
            return new Verdict(point, hit, result, words.toString());
        }

        private static String text(Throwable why) {
            return why instanceof Violation ? String.valueOf(why.getMessage()) : "not to be judged: " + why;
        }

        public boolean isGood() {
            return violation.isEmpty();
        }

        /** In a word or two: how the disturbed run ended. */
        public String outcome() {
            if (result == null) {
                return "no result";
            }
            var how = result.exitCode() == 0 ? "succeeded" : result.exitCode() == 137 ? "killed" : "failed";
            return (hit ? "" : "too late, ") + how + (result.reason().isEmpty() ? "" : " " + result.reason());
        }

        /** As an object of JSON. */
        public Map<String, Object> json() {
            return Map.of(
                    "point", point.number(),
                    "operation", point.operation().toString(),
                    "fault", point.kind().toString(),
                    "store", point.store().toString(),
                    "moment", point.moment().toString(),
                    "outcome", outcome(),
                    "ok", isGood(),
                    "violation", violation);
        }
    }
}
