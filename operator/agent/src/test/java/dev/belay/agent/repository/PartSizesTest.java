package dev.belay.agent.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PartSizesTest {
    /** What S3 allows: docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html. */
    private static final long SMALLEST_PART = 5L << 20;

    private static final long LARGEST_PART = 5L << 30;
    private static final int MOST_PARTS = 10_000;
    private static final long LARGEST_OBJECT = 5L << 40;

    @Test
    void anyObjectThatS3TakesFits() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var i = 0; i < 1_000; i++) {
            var total = i == 0 ? LARGEST_OBJECT : 1 + (long) (LARGEST_OBJECT * Math.pow(random.nextDouble(), 4));
            var left = total;
            var parts = 0;
            var largest = 0L;
            while (left > 0) {
                var part = Math.min(left, PartSizes.OF_S3.of(++parts));
                left -= part;
                assertThat(left > 0 && part < SMALLEST_PART)
                        .as("part %d, seed %d", parts, seed)
                        .isFalse();
                largest = Math.max(largest, part);
            }
            assertThat(parts).as("parts of %d bytes, seed %d", total, seed).isLessThanOrEqualTo(MOST_PARTS);
            assertThat(largest)
                    .as("largest part of %d bytes, seed %d", total, seed)
                    .isLessThan(LARGEST_PART);
            // The room that a backup needs for its parts on the disk, as the documents promise it.
            assertThat(largest)
                    .as("largest part of %d bytes, seed %d", total, seed)
                    .isLessThanOrEqualTo(Math.max(8L << 20, total / 600));
        }
    }

    @Test
    void neverShrinks() {
        for (var number = 2; number <= MOST_PARTS; number++) {
            assertThat(PartSizes.OF_S3.of(number)).isGreaterThanOrEqualTo(PartSizes.OF_S3.of(number - 1));
        }
        assertThat(PartSizes.OF_S3.of(MOST_PARTS)).isEqualTo(2L << 30);
    }
}
