package dev.belay.faults.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class TriggerTest {
    private final Trigger trigger = new Trigger();

    @Test
    void actsOnceAtTheByte() throws IOException {
        var seen = new ArrayList<Integer>();
        trigger.arm(5, (bytes, index) -> {
            seen.add(index);
            bytes[index] = 1;
        });
        var second = new byte[4];
        trigger.pass(new byte[3], 3);
        trigger.pass(second, 4);
        trigger.pass(new byte[4], 4);
        assertThat(seen).containsExactly(1);
        assertThat(second).containsExactly(0, 1, 0, 0);
        assertThat(trigger.count()).isEqualTo(11);
    }

    @Test
    void breaksAConnection() {
        trigger.arm(1, (bytes, index) -> {
            throw new IOException("cut");
        });
        assertThatThrownBy(trigger::one).isInstanceOf(IOException.class).hasMessage("cut");
    }

    @Test
    void disarmedItOnlyCounts() throws IOException {
        trigger.arm(1, (bytes, index) -> {
            throw new IOException("cut");
        });
        trigger.disarm();
        trigger.one();
        assertThat(trigger.count()).isEqualTo(1);
    }
}
