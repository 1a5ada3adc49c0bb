package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.encryption.Encryption;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void isOnceInAProcess() {
        Rehearsal.until(() -> true, new Encryption.None());
        var asked = new AtomicInteger();
        Rehearsal.until(() -> asked.incrementAndGet() > 0, new Encryption.None());
        assertThat(asked).hasValue(0);
    }
}
