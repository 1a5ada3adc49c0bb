package dev.belay.agent.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveReaderTest {
    private static final String END = "\\.\n\n\n";

    private static byte[] archive(int minor) {
        return new ArchiveWriter(minor, 6)
                .entry(1, false, "shop", "DATABASE", "CREATE DATABASE shop WITH TEMPLATE = template0;", "")
                .entry(2, false, "orders", "TABLE", "CREATE TABLE …", "")
                .entry(3, true, "orders", "TABLE DATA", "", "COPY public.orders (id, \"say \"\"x\"\"\") FROM stdin;\n")
                .entry(4, true, "spatial_ref_sys", "TABLE DATA", "", "COPY public.spatial_ref_sys (id) FROM stdin;\n")
                .entry(5, true, "BLOBS", "BLOBS", "", "")
                .entry(
                        6,
                        true,
                        "flyway_schema_history",
                        "TABLE DATA",
                        "",
                        "COPY public.flyway_schema_history (installed_rank, version, success) FROM stdin;\n")
                .table(3, "1\tone\n", "2\ttwo\\nlines\n", "3\t\\N\n", END)
                .table(4, END)
                .largeObjects(5, "1\n2\n3\n")
                .table(6, "2\t1.10\tt\n10\t2.0\tt\n", "11\t3.0\tf\n", END)
                .bytes();
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16})
    void countsRowsInPiecesOfAnySize(int minor) {
        var seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (var round = 0; round < 50; round++) {
            var summary =
                    read(archive(minor), 1 + random.nextInt(300)).summary().orElseThrow();
            assertThat(summary.complete()).isTrue();
            assertThat(summary.serverVersion()).isEqualTo("17.6");
            assertThat(summary.version()).isEqualTo("1." + minor);
            assertThat(summary.databaseDefinition()).startsWith("CREATE DATABASE shop");
            assertThat(summary.schemaVersion()).isEqualTo("2.0");
            assertThat(summary.tables())
                    .containsExactly(
                            new TableRows("public", "orders", 3, false),
                            new TableRows("public", "spatial_ref_sys", 0, true),
                            new TableRows("public", "flyway_schema_history", 3, true));
        }
    }

    @Test
    void anArchiveThatIsCutOffAnywhereIsNotComplete() {
        var whole = archive(16);
        for (var length = 0; length < whole.length; length++) {
            var summary = read(Arrays.copyOf(whole, length), 64).summary();
            assertThat(summary.isPresent() && summary.get().complete())
                    .as("cut off after %s of %s bytes", length, whole.length)
                    .isFalse();
        }
    }

    @Test
    void aVersionOfTheFutureHasNoSummary() {
        var reader = read(new ArchiveWriter(99, 0).bytes(), 64);
        assertThat(reader.isPastHead()).isFalse();
        assertThat(reader.summary()).isEmpty();
    }

    @Test
    void anEntryTooLongToKeepHasNoSummary() {
        var archive = new ArchiveWriter(16, 2)
                .entry(1, false, "f", "FUNCTION", "x".repeat(13 << 20), "")
                .entry(2, true, "t", "TABLE DATA", "", "COPY public.t (id) FROM stdin;\n")
                .table(2, "1\n", END)
                .bytes();
        var reader = read(archive, 128 << 10);
        assertThat(reader.isPastHead()).isFalse();
        assertThat(reader.summary()).isEmpty();
    }

    @Test
    void aLongTableOfContentsIsReadAllTheSame() {
        var writer = new ArchiveWriter(16, 3001);
        for (var i = 0; i < 3000; i++) {
            writer.entry(i, false, "f" + i, "FUNCTION", "x".repeat(10_000), "");
        }
        var archive = writer.entry(3000, true, "t", "TABLE DATA", "", "COPY public.t (id) FROM stdin;\n")
                .table(3000, "1\n", END)
                .bytes();
        assertThat(archive).hasSizeGreaterThan(24 << 20);
        var summary = read(archive, 128 << 10).summary().orElseThrow();
        assertThat(summary.complete()).isTrue();
        assertThat(summary.tables()).containsExactly(new TableRows("public", "t", 1, true));
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16})
    void largeObjectsThatAreMissingAreMissed(int minor) {
        var archive = new ArchiveWriter(minor, 2)
                .entry(1, true, "t", "TABLE DATA", "", "COPY public.t (id) FROM stdin;\n")
                .entry(2, true, "BLOBS", "BLOBS", "", "")
                .table(1, "1\n", END);
        assertThat(read(archive.bytes(), 64).summary().orElseThrow().complete()).isFalse();
        var whole = archive.largeObjects(2, "x").bytes();
        assertThat(read(whole, 64).summary().orElseThrow().complete()).isTrue();
    }

    @Test
    void whatIsNoArchiveHasNoSummary() {
        assertThat(read("-- PostgreSQL database dump\n".getBytes(StandardCharsets.UTF_8), 7)
                        .summary())
                .isEmpty();
    }

    private static ArchiveReader read(byte[] archive, int piece) {
        var reader = new ArchiveReader();
        for (var at = 0; at < archive.length; at += piece) {
            var next = Arrays.copyOfRange(archive, at, Math.min(archive.length, at + piece));
            reader.add(next, next.length);
        }
        return reader;
    }
}
