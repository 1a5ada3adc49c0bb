package dev.belay.controller.pause;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchedServiceTest {
    private static final Reading SILENCE = new Reading.Silence("it does not answer");
    private static final Reading WELL = new Reading.Answer("ok", List.of(), List.of());

    private final WatchedService service = new WatchedService(URI.create("http://belay.shop.svc:8080/health"));

    @Test
    void aSilentServiceIsAskedEverMoreSeldomAndAtOnceAgainWhenItAnswers() {
        var asked = new ArrayList<Integer>();
        for (var round = 0; round < 60; round++) {
            if (service.isDue()) {
                asked.add(round);
                var unused = service.heard(SILENCE);
            }
        }
        assertThat(asked).containsExactly(0, 1, 2, 4, 8, 16, 28, 40, 52);
        var unused = service.heard(WELL);
        assertThat(service.isDue()).isTrue();
        assertThat(service.isDue()).isTrue();
    }

    @Test
    void oneLostAnswerIsNoNewsAndTheSameAnswerAgainIsNone() {
        assertThat(service.heard(WELL)).isTrue();
        assertThat(service.heard(WELL)).isFalse();
        assertThat(service.heard(SILENCE)).isFalse();
        assertThat(service.reading()).isEqualTo(WELL);
        assertThat(service.heard(SILENCE)).isTrue();
        assertThat(service.heard(SILENCE)).isFalse();
        assertThat(service.heard(WELL)).isTrue();
    }
}
