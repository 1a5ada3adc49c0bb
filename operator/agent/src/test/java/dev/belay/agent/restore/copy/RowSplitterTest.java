package dev.belay.agent.restore.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowSplitterTest {
    private static final String END = "\\.\n\n\n";
    private static final CopyTable TABLE = new CopyTable("public.t", "COPY public.t FROM stdin", null, null);

    /** Keeps what it is given, each run of pieces that one row binds together as one. */
    private static final class Kept implements RowSplitter.Target {
        final List<byte[]> runs = new ArrayList<>();
        private final ByteArrayOutputStream run = new ByteArrayOutputStream();

        @Override
        public RowPiece take() {
            return new RowPiece();
        }

        @Override
        public void give(RowPiece piece) {
            assertThat(piece.table).isEqualTo(TABLE);
            assertThat(piece.length).isLessThanOrEqualTo(RowPiece.BYTES);
            run.write(piece.bytes, 0, piece.length);
            if (!piece.rowGoesOn) {
                runs.add(run.toByteArray());
                run.reset();
            }
        }

        String whole() {
            assertThat(run.size()).as("a row that never ends").isZero();
            var all = new ByteArrayOutputStream();
            runs.forEach(all::writeBytes);
            return all.toString(StandardCharsets.UTF_8);
        }
    }

    private static Kept split(byte[] data, Random random, int most) {
        var kept = new Kept();
        var splitter = new RowSplitter(kept, TABLE);
        for (var at = 0; at < data.length; ) {
            var to = Math.min(data.length, at + 1 + random.nextInt(most));
            splitter.add(data, at, to);
            at = to;
        }
        splitter.end();
        return kept;
    }

    private static String rows(Random random) {
        var rows = new StringBuilder();
        while (rows.length() < 3 * RowPiece.BYTES) {
            switch (random.nextInt(40)) {
                case 0 -> rows.append("\n".repeat(random.nextInt(50))); // of no columns
                case 1 ->
                    rows.append("x".repeat(random.nextInt(3 * RowPiece.BYTES))).append('\n');
                case 2 -> rows.append("\\\\.\\n\\.\n");
                default -> rows.append(random.nextLong()).append("\t\\N\tä\n");
            }
        }
        return rows.toString();
    }

    @Test
    void piecesHoldWholeRowsWhereverTheDataAreCut() {
        var seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (var round = 0; round < 60; round++) {
            var rows = rows(random);
            var kept = split((rows + END).getBytes(StandardCharsets.UTF_8), random, 1 << random.nextInt(1, 19));
            assertThat(kept.whole()).isEqualTo(rows);
            for (var run : kept.runs) {
                assertThat(run.length == 0 || run[run.length - 1] == '\n').isTrue();
            }
        }
    }

    /** Taken for rows it would be three of no columns, or an error. */
    @Test
    void theEndIsNeverPassedOnWhereverItFalls() {
        var random = new Random(1);
        for (var missing = 0; missing < 2 * END.length(); missing++) {
            var rows = "y".repeat(RowPiece.BYTES - missing - 1) + "\n";
            assertThat(split((rows + END).getBytes(StandardCharsets.UTF_8), random, 1 << 20)
                            .whole())
                    .isEqualTo(rows);
        }
    }

    @Test
    void anEmptyTableHasNoRows() {
        assertThat(split(END.getBytes(StandardCharsets.UTF_8), new Random(1), 1).whole())
                .isEmpty();
    }

    @Test
    void dataWithoutTheirEndArePassedOnAsTheyAre() {
        assertThat(split("1\n2\n".getBytes(StandardCharsets.UTF_8), new Random(1), 1)
                        .whole())
                .isEqualTo("1\n2\n");
    }
}
