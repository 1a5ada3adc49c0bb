package dev.belay.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.faults.machine.Program;
import dev.belay.faults.plan.Plan;
import dev.belay.faults.plan.Point;
import dev.belay.faults.trial.Campaign;
import dev.belay.faults.trial.Trial;
import dev.belay.faults.world.World;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dev/faults}. Exit code 0 only if every promise held at every point. */
@Command(
        name = "dev/faults",
        mixinStandardHelpOptions = true,
        description = "Breaks something at random points of the agent's work and checks every promise afterwards.")
public final class Faults implements Callable<Integer> {
    private enum Output {
        text,
        json
    }

    @Option(names = "--seed", description = "Of the points. Default: a new one, which is printed.")
    private long seed = Math.abs((long) new SecureRandom().nextInt());

    @Option(names = "--points", defaultValue = "200", description = "How many. Default: ${DEFAULT-VALUE}.")
    private int points = 200;

    @Option(names = "--point", paramLabel = "K", description = "Only the K-th of them.")
    private @Nullable Integer single;

    @Option(
            names = "--only",
            defaultValue = "",
            paramLabel = "KIND/OPERATION/STORE",
            description = "Only points of that name; each part may be left out, as in kill/backup, kill or //s3.")
    private String only = "";

    @Option(
            names = "--output",
            defaultValue = "text",
            description = "text for people; json for one object a point. The last line is an object with either.")
    private Output output = Output.text;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private int hits;
    private int internal;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Faults()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (points < 1 || (single != null && single < 1)) {
            throw new ParameterException(spec.commandLine(), "--points and --point count from 1");
        }
        var whole = plan();
        var root = Program.isRoot();
        var plan = Plan.possible(whole, root);
        var leftOut = Plan.leftOut(whole, root);
        if (!leftOut.isEmpty()) {
            System.err.println(leftOut);
        }
        if (plan.isEmpty()) {
            return 1;
        }
        System.err.println("seed " + seed + ", " + plan.size() + " points; repeat one with --seed " + seed
                + " --point K" + (only.isEmpty() ? "" : " --only " + only));
        var started = Instant.now();
        try (var campaign = new Campaign(new World(Path.of(System.getProperty("belay.root"))))) {
            var failures = campaign.run(plan, this::tell);
            System.out.println(
                    json.writeValueAsString(summary(whole.size() - plan.size(), plan.size(), failures, started)));
            return failures == 0 ? 0 : 1;
        }
    }

    private List<Point> plan() {
        var plan = Plan.of(seed, single == null ? points : Math.max(single, points), only);
        return single == null ? plan : List.of(plan.get(single - 1));
    }

    private Map<String, Object> summary(int leftOut, int tried, int failures, Instant started) {
        var summary = new LinkedHashMap<String, Object>();
        summary.put("seed", seed);
        summary.put("points", tried);
        summary.put("leftOut", leftOut);
        summary.put("failures", failures);
        summary.put("hits", hits);
        summary.put("internal", internal);
        summary.put("outcomes", outcomes);
        summary.put("seconds", Duration.between(started, Instant.now()).toSeconds());
        return summary;
    }

    private void tell(Trial.Verdict verdict) {
        hits += verdict.hit() ? 1 : 0;
        var result = verdict.result();
        internal += result != null && result.reason().equals("Internal") ? 1 : 0;
        outcomes.merge(verdict.outcome(), 1, Integer::sum);
        try {
            System.out.println(output == Output.json ? json.writeValueAsString(verdict.json()) : text(verdict));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Trial.Verdict verdict) {
        var point = verdict.point();
        var line = String.format(
                Locale.ROOT,
                "%4d  %-8s %-13s %-7s %-26s %s",
                point.number(),
                point.operation(),
                point.kind(),
                point.store(),
                point.moment(),
                verdict.outcome());
        return verdict.isGood() ? line : line + "\n      FAILED: " + verdict.violation();
    }
}
