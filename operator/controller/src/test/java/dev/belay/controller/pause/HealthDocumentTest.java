package dev.belay.controller.pause;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthDocumentTest {
    @Test
    void latencyAndUptimeAreNoNews() {
        var one = HealthDocument.read("""
                {"status":"ok","uptime_seconds":1,"components":{"database":{"status":"up","latency_ms":1}},"breakers":[]}""");
        var other = HealthDocument.read("""
                {"status":"ok","uptime_seconds":9,"components":{"database":{"status":"up","latency_ms":7}},"breakers":[]}""");
        assertThat(one).isEqualTo(other).isInstanceOf(Reading.Answer.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "<html>", "{\"status\":\"fine\"}", "{\"status\":7}"})
    void anythingElseIsSilence(String body) {
        assertThat(HealthDocument.read(body)).isInstanceOf(Reading.Silence.class);
    }

    @Test
    void longTextsAreCut() {
        var answer = (Reading.Answer) HealthDocument.read(
                "{\"status\":\"ok\",\"breakers\":[{\"name\":\"" + "x".repeat(5000) + "\",\"state\":\"open\"}]}");
        assertThat(answer.breakers().getFirst().name()).hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(ints = {253, 254, 255, 256})
    void noCharacterIsCutInHalf(int letters) {
        var reason = "a".repeat(letters) + "\uD83D\uDE00" + "b";
        var answer = (Reading.Answer) HealthDocument.read(
                "{\"status\":\"ok\",\"breakers\":[{\"name\":\"x\",\"state\":\"open\",\"reason\":\"" + reason + "\"}]}");
        var cut = answer.breakers().getFirst().reason();
        assertThat(new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(cut);
    }

    @Test
    void whatATerminalWouldObeyIsLeftOut() {
        var answer = (Reading.Answer)
                HealthDocument.read(
                        "{\"status\":\"ok\",\"breakers\":[{\"name\":\"x\",\"state\":\"open\",\"reason\":\"a\\u0000b\\u001b[2J\u202Ec\"}]}");
        assertThat(answer.breakers().getFirst().reason()).isEqualTo("a b [2J c");
    }
}
