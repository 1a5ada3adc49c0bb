package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConflictRetryTest {
    private final List<String> warnings = new ArrayList<>();
    private final AtomicInteger tries = new AtomicInteger();
    private final ConflictRetry retry = new ConflictRetry(
            new Progress() {
                @Override
                public void warn(String message) {
                    warnings.add(message);
                }
            },
            List.of(Duration.ZERO, Duration.ZERO));

    private String dump(Reason reason, int failures) {
        return retry.run(() -> {
            if (tries.incrementAndGet() <= failures) {
                throw new AgentException(reason, "pg_dump's words");
            }
            return "done";
        });
    }

    @Test
    void triesUntilItIsNotCancelled() {
        assertThat(dump(Reason.RecoveryConflict, 2)).isEqualTo("done");
        assertThat(warnings).hasSize(2).last().asString().contains("try 3 of 3");
    }

    @Test
    void givesUpAndSaysWhatToDo() {
        assertThatThrownBy(() -> dump(Reason.RecoveryConflict, 3))
                .hasMessageContaining("cancelled the dump 3 times")
                .hasMessageContaining("max_standby_streaming_delay")
                .hasMessageContaining("pg_dump's words");
        assertThat(tries).hasValue(3);
    }

    @Test
    void anyOtherFailureIsOneAtOnce() {
        assertThatThrownBy(() -> dump(Reason.DumpFailed, 1)).hasMessage("pg_dump's words");
        assertThat(tries).hasValue(1);
    }
}
