package dev.belay.agent.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * docs/errors.md against the source: every reason has a row, and every message that the source can say is in one. Of a
 * message, its longest fixed part must be there; where it fails, add a row, or the part to the row that it belongs to.
 */
class ErrorTableTest {
    private static final Path ROOT = Path.of(System.getProperty("belay.root"));
    private static final Path SOURCE = ROOT.resolve("operator/agent/src/main/java");
    /** Below, a fixed part names nothing that one could search for. */
    private static final int SHORTEST = 9;

    private static final Set<String> REASONS_OF_RUN = Set.of("DeadlineExceeded", "RunLost");
    private static final Pattern FACTORY = Pattern.compile("AgentException (\\w+)\\(");
    private static final Pattern REASON = Pattern.compile("Reason\\.(\\w+)");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** A line of the table. */
    private record Row(String reason, String exitCode, String says, String todo) {}

    @Test
    void everyReasonHasARowWithItsExitCode() throws IOException {
        var rows = rows();
        for (var reason : Reason.values()) {
            var its =
                    rows.stream().filter(r -> r.reason().equals(reason.name())).toList();
            assertThat(its).as("rows of %s in docs/errors.md", reason).isNotEmpty();
            assertThat(its).as("%s", reason).allMatch(r -> r.exitCode().equals(String.valueOf(reason.exitCode())));
        }
    }

    @Test
    void everyRowIsOfAReasonAndSaysWhatToDo() throws IOException {
        var known = Arrays.stream(Reason.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
        known.addAll(REASONS_OF_RUN);
        known.add("–");
        assertThat(rows()).allSatisfy(row -> {
            assertThat(row.reason()).isIn(known);
            assertThat(row.says()).startsWith("`");
            assertThat(row.todo()).isNotBlank();
        });
    }

    @Test
    void everyMessageOfTheSourceIsInTheTable() throws IOException {
        var rows = rows();
        var missing = new ArrayList<String>();
        var seen = 0;
        for (var file : sources()) {
            var source = Files.readString(file);
            for (var arguments : sayings(source)) {
                var said = longest(arguments);
                if (said.length() < SHORTEST) {
                    continue;
                }
                seen++;
                var reasons =
                        REASON.matcher(arguments).results().map(m -> m.group(1)).collect(Collectors.toSet());
                if (rows.stream()
                        .filter(r -> reasons.size() != 1 || reasons.contains(r.reason()))
                        .noneMatch(r -> r.says().contains(said))) {
                    missing.add(file.getFileName() + " " + reasons + ": " + said);
                }
            }
        }
        assertThat(seen).as("the source is read").isGreaterThan(90);
        assertThat(missing).as("add these to docs/errors.md").isEmpty();
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/errors.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Reason "))
                .map(line -> line.split("\\|", -1))
                .map(cells -> {
                    assertThat(cells).as(String.join("|", cells)).hasSize(7);
                    return new Row(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[5].strip());
                })
                .toList();
    }

    private static List<Path> sources() throws IOException {
        try (var files = Files.walk(SOURCE)) {
            return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
        }
    }

    /** What stands between the brackets wherever something is said: exceptions, what makes them, and warnings. */
    private static List<String> sayings(String source) {
        var names =
                FACTORY.matcher(source).results().map(m -> m.group(1)).collect(Collectors.toCollection(TreeSet::new));
        names.add("new AgentException");
        names.add("progress.warn");
        names.add("System.err.println");
        var sayings = new ArrayList<String>();
        for (var name : names) {
            var call = Pattern.compile("(?<![\\w.])(?<!AgentException )" + Pattern.quote(name) + "\\(")
                    .matcher(source);
            while (call.find()) {
                sayings.add(arguments(source, call.end()));
            }
        }
        return sayings;
    }

    private static String arguments(String source, int start) {
        var depth = 1;
        var quoted = false;
        var at = start;
        for (; depth > 0; at++) {
            var c = source.charAt(at);
            if (quoted && c == '\\') {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            }
        }
        return source.substring(start, at - 1);
    }

    private static String longest(String arguments) {
        return LITERAL.matcher(arguments)
                .results()
                .flatMap(m -> Arrays.stream(m.group(1).split("\\\\n", -1)))
                .map(part -> part.replace("\\\"", "\"").replaceAll("^[\\s:;,.'()]+|[\\s:;,.'(]+$", ""))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }
}
