package dev.belay.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SyncTurnsTest {
    private final ArrayList<ResourceID> woken = new ArrayList<>();
    private final Set<ResourceID> gone = new HashSet<>();
    private final SyncTurns turns = new SyncTurns(woken::add);

    @Test
    void whoWaitsIsWokenWhenSomebodyIsDone() {
        IntStream.range(0, SyncTurns.AT_ONCE).forEach(i -> assertThat(take(i)).isTrue());
        assertThat(take(0)).as("who has a turn keeps it").isTrue();
        assertThat(take(100)).isFalse();
        assertThat(take(101)).isFalse();
        turns.release(id(3));
        assertThat(woken).containsExactly(id(100));
        assertThat(take(100)).isTrue();
        assertThat(take(101)).isFalse();
    }

    @Test
    void aDeletedPolicyHoldsNoTurn() {
        IntStream.range(0, SyncTurns.AT_ONCE).forEach(this::take);
        assertThat(take(100)).isFalse();
        gone.add(id(5));
        assertThat(take(101)).isTrue();
    }

    @Test
    void whatRanBeforeARestartCounts() {
        IntStream.range(0, SyncTurns.AT_ONCE).forEach(i -> turns.hold(id(i)));
        assertThat(take(100)).isFalse();
    }

    private boolean take(int i) {
        return turns.take(id(i), other -> !gone.contains(other));
    }

    private static ResourceID id(int i) {
        return new ResourceID("p" + i, "ns");
    }
}
