package dev.belay.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    @Test
    void rateAndTableStandApart() {
        var written = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try (var progress = new ConsoleProgress(true, text -> text)) {
            progress.step("dumping shop");
            progress.at(50 << 20, "public.big");
            progress.at(60 << 20, "public.big");
        } finally {
            System.setErr(before);
        }
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("/s public.big");
    }

    @Test
    void aShareIsShownWhereTheEndIsKnown() {
        var written = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try (var progress = new ConsoleProgress(true, text -> text)) {
            progress.step("restoring");
            progress.expect(200 << 20);
            progress.at(50 << 20, null);
        } finally {
            System.setErr(before);
        }
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("25%").contains("50/200");
    }
}
