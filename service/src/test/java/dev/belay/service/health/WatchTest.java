package dev.belay.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.belay.service.SettableClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WatchTest {
    @Test
    void saysAReasonWhereThereIsOne() {
        Queue<Check.Finding> findings = new ArrayDeque<>(
                List.of(Check.Finding.UP, Check.Finding.of(Status.DEGRADED, "a is open"), Check.Finding.UP));
        Check check = new Check() {
            @Override
            public String name() {
                return "providers";
            }

            @Override
            public Finding look() {
                return findings.remove();
            }
        };
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Watch.class);
        log.start();
        logger.addAppender(log);
        Watch watch = new Watch(check, Duration.ofSeconds(2), new SettableClock(), Runnable::run);
        for (int i = 0; i < 3; i++) {
            watch.tick();
        }
        logger.detachAppender(log);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "Component providers is degraded (was up): a is open",
                        "Component providers is up (was degraded)");
    }
}
