package dev.belay.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells the steps as they end: a line each for people, or an object each for programs. */
final class Narrator {

    /**
     * One finished step.
     *
     * @param name short, stable: programs look for it
     * @param ok whether it did what it must
     * @param seconds how long it took
     * @param detail what came of it, in one line
     */
    record Step(String name, boolean ok, double seconds, String detail) {}

    private final PrintStream out;
    private final boolean json;
    private final JsonMapper mapper = new JsonMapper();
    private final List<Step> steps = new ArrayList<>();

    Narrator(PrintStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Says what comes next; for people only. */
    void announce(String what) {
        if (!json) {
            out.println("\n▸ " + what);
        }
    }

    void finished(Step step) throws IOException {
        steps.add(step);
        if (json) {
            var object = new LinkedHashMap<String, Object>();
            object.put("step", step.name());
            object.put("ok", step.ok());
            object.put("seconds", rounded(step.seconds()));
            object.put("detail", step.detail());
            line(object);
        } else {
            out.println((step.ok() ? "  ✓ " : "  ✗ ") + step.detail());
        }
    }

    /** The table at the end, and where to look next. */
    boolean summary(int expected) throws IOException {
        var ok = steps.size() == expected && steps.stream().allMatch(Step::ok);
        var seconds = steps.stream().mapToDouble(Step::seconds).sum();
        if (json) {
            var object = new LinkedHashMap<String, Object>();
            object.put("ok", ok);
            object.put("steps", steps.size());
            object.put("seconds", rounded(seconds));
            line(object);
            return ok;
        }
        out.println();
        for (var step : steps) {
            out.printf(
                    "%-4s %-20s %6.1f s  %s%n", step.ok() ? "ok" : "FAIL", step.name(), step.seconds(), step.detail());
        }
        out.println();
        out.println(ok ? """
                        Everything held, and nothing was left behind. Where to look next:
                          docs/examples/single-machine/policy.yaml   a policy of your own for one machine
                          charts/belay                               the same on Kubernetes: helm install belay charts/belay
                          docs/architecture.md                       how the parts meet""" : "Something did not hold: see the line marked FAIL and the messages above it.");
        return ok;
    }

    private void line(Map<String, Object> object) throws IOException {
        out.println(mapper.writeValueAsString(object));
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 10) / 10.0;
    }
}
