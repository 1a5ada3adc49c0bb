package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/what-hurts.md against the source: each test that it names is there. */
class WhatHurtsTest {
    private static final Path ROOT = Path.of(System.getProperty("belay.root"));
    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final int PAINS = 10;

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        var rows = Files.readAllLines(ROOT.resolve("docs/what-hurts.md")).stream()
                .filter(line -> line.matches("\\| \\d+ .*"))
                .toList();
        assertThat(rows).hasSize(PAINS);
        for (var row : rows) {
            var named = NAMED_TEST.matcher(row).results().toList();
            assertThat(named).as(row).isNotEmpty();
            for (var test : named) {
                assertThat(sourceOf(test)).as(test.group()).contains("void " + test.group(2) + "(");
            }
        }
    }

    private static String sourceOf(MatchResult test) throws IOException {
        for (var module : new String[] {"operator/agent", "operator/controller"}) {
            try (var files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                var source = files.filter(file -> file.endsWith(test.group(1) + ".java"))
                        .findFirst();
                if (source.isPresent()) {
                    return Files.readString(source.get());
                }
            }
        }
        return "";
    }
}
