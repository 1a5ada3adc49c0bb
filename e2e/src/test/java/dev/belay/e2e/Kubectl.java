package dev.belay.e2e;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** {@code kubectl} in one namespace: the tests see and do what a user sees and does. */
record Kubectl(String program, String kubeconfig, String namespace) {

    Command.Result run(String stdin, String... arguments) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(program, "--namespace", namespace));
        line.addAll(List.of(arguments));
        return Command.run(Map.of("KUBECONFIG", kubeconfig), stdin, line);
    }

    String must(String... arguments) throws IOException, InterruptedException {
        return mustWith("", arguments);
    }

    /** For what lies in no namespace. */
    String mustInCluster(String... arguments) throws IOException, InterruptedException {
        return new Kubectl(program, kubeconfig, "default").must(arguments);
    }

    String apply(String yaml) throws IOException, InterruptedException {
        return mustWith(yaml, "apply", "-f", "-");
    }

    /** A field of an object by JSONPath without the braces; empty while the object or the field is not there. */
    String field(String object, String path) throws IOException, InterruptedException {
        var result = run("", "get", object, "--output", "jsonpath={" + path + "}");
        return result.ok() ? result.out() : "";
    }

    /** Waits until a field is as wished, and returns it; afterwards it shows the object and its events. */
    String await(String object, String path, Duration atMost, Predicate<String> wish)
            throws IOException, InterruptedException {
        var deadline = Instant.now().plus(atMost);
        String value;
        do {
            value = field(object, path);
            if (wish.test(value)) {
                return value;
            }
            Thread.sleep(250);
        } while (Instant.now().isBefore(deadline));
        throw new AssertionError(object + " " + path + " is still '" + value + "' after " + atMost + "\n"
                + run("", "describe", object).out()
                + run("", "get", "pods,jobs,backups,events").out());
    }

    private String mustWith(String stdin, String... arguments) throws IOException, InterruptedException {
        var result = run(stdin, arguments);
        if (!result.ok()) {
            throw new AssertionError("kubectl " + String.join(" ", arguments) + "\n" + result.out() + result.err());
        }
        return result.out();
    }
}
