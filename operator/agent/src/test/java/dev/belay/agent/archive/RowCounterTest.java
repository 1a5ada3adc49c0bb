package dev.belay.agent.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowCounterTest {
    @Test
    void countsLineFeedsLikeALoopOverBytes() {
        var seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var bytes = new byte[1000];
        for (var round = 0; round < 200; round++) {
            random.nextBytes(bytes);
            for (var i = 0; i < 300; i++) {
                bytes[random.nextInt(bytes.length)] = '\n';
            }
            var from = random.nextInt(bytes.length);
            var to = from + random.nextInt(bytes.length - from);
            var expected = 0;
            for (var i = from; i < to; i++) {
                expected += bytes[i] == '\n' ? 1 : 0;
            }
            assertThat(RowCounter.lineFeeds(bytes, from, to)).isEqualTo(expected);
        }
    }

    @Test
    void rowsOfNoColumnsAreEmptyLines() {
        assertThat(rows("\n\n\\.\n\n\n")).isEqualTo(2);
    }

    @Test
    void anEmptyTableHasNoRows() {
        assertThat(rows("\\.\n\n\n")).isZero();
    }

    @Test
    void dataWithoutTheirEndHaveNoCount() {
        assertThat(rows("1\n2\n")).isEqualTo(-1);
        assertThat(rows("")).isEqualTo(-1);
    }

    @Test
    void countsTheSameInPiecesOfAnySize() {
        var seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var bytes = ("first\n" + "a row of some length\n".repeat(50) + "\\.\n\n\n").getBytes(StandardCharsets.UTF_8);
        for (var round = 0; round < 500; round++) {
            var counter = new RowCounter();
            for (var at = 0; at < bytes.length; ) {
                var to = Math.min(bytes.length, at + 1 + random.nextInt(30));
                counter.add(bytes, at, to);
                at = to;
            }
            assertThat(counter.rows()).isEqualTo(51);
        }
    }

    private static long rows(String data) {
        var counter = new RowCounter();
        var bytes = data.getBytes(StandardCharsets.UTF_8);
        for (var i = 0; i < bytes.length; i++) {
            counter.add(bytes, i, i + 1);
        }
        return counter.rows();
    }
}
