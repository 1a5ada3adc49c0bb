package dev.belay.agent.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.Schema;
import dev.belay.agent.postgres.ClientProgram;
import dev.belay.agent.postgres.ThrowawayPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contents of real archives, whole. */
class HeadReaderIT {
    private static ThrowawayPostgres postgres;
    private static byte[] archive;

    @BeforeAll
    static void dump() throws IOException {
        postgres = ThrowawayPostgres.start();
        Schema.create(postgres, "shop");
        postgres.execute(
                "shop",
                "CREATE SCHEMA \"My Schema\"",
                "CREATE TABLE \"My Schema\".\"T.1\" (id int PRIMARY KEY)",
                "INSERT INTO \"My Schema\".\"T.1\" VALUES (1)",
                "COMMENT ON TABLE \"My Schema\".\"T.1\" IS 'one'");
        try (var dump =
                ClientProgram.read("pg_dump", List.of("--format=custom", "--compress=0"), postgres.server(), "shop")) {
            archive = dump.output().readAllBytes();
        }
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void everyEntryIsThere() {
        var contents = read(entry -> true);
        var ids = new HashSet<Integer>();
        contents.entries().forEach(entry -> ids.add(entry.dumpId()));
        assertThat(ids).hasSameSizeAs(contents.entries());
        assertThat(contents.entries().stream().map(TocEntry::kind))
                .contains("ENCODING", "DATABASE", "SCHEMA", "FK CONSTRAINT", "TABLE ATTACH", "BLOB", "BLOBS");
        assertThat(archive[(int) contents.length()])
                .as("kind of the first block")
                .isEqualTo((byte) 1);
        assertThat(read(entry -> entry.is("TABLE")).entries())
                .isEqualTo(contents.entries().stream()
                        .filter(entry -> entry.is("TABLE"))
                        .toList());
    }

    @Test
    void anEntryTellsWhatItNeeds() {
        var contents = read(entry -> true);
        var table = only(contents, "TABLE", "T.1");
        assertThat(table.schema()).isEqualTo("My Schema");
        assertThat(table.owner()).isEqualTo(postgres.user());
        assertThat(table.section()).isEqualTo(TocEntry.Section.PRE_DATA);
        assertThat(table.dependencies())
                .contains(only(contents, "SCHEMA", "My Schema").dumpId());

        var data = only(contents, "TABLE DATA", "T.1");
        assertThat(data.section()).isEqualTo(TocEntry.Section.DATA);
        assertThat(data.hasData()).isTrue();
        assertThat(data.copy()).isEqualTo("COPY \"My Schema\".\"T.1\" (id) FROM stdin;\n");
        assertThat(data.dependencies()).containsExactly(table.dumpId());

        var key = only(contents, "CONSTRAINT", "T.1 T.1_pkey");
        assertThat(key.section()).isEqualTo(TocEntry.Section.POST_DATA);
        assertThat(Set.copyOf(key.dependencies())).contains(table.dumpId());
        var comment = only(contents, "COMMENT", "TABLE \"T.1\"");
        assertThat(comment.section()).isEqualTo(TocEntry.Section.NONE);
        assertThat(comment.dependencies()).containsExactly(table.dumpId());
    }

    private static TocEntry only(TableOfContents contents, String kind, String tag) {
        var found = contents.entries().stream()
                .filter(entry -> entry.is(kind) && entry.tag().equals(tag))
                .toList();
        assertThat(found).as("%s %s of %s", kind, tag, contents.entries()).hasSize(1);
        return found.getFirst();
    }

    private static TableOfContents read(Predicate<TocEntry> wanted) {
        var seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var reader = new HeadReader(wanted);
        var rest = new ArrayList<byte[]>();
        for (var at = 0; at < archive.length; ) {
            var piece = Arrays.copyOfRange(archive, at, Math.min(archive.length, at + 1 + random.nextInt(2000)));
            at += piece.length;
            if (!reader.add(piece, piece.length)) {
                rest.add(piece);
            }
        }
        assertThat(rest).as("pieces that were not needed").isNotEmpty();
        return reader.contents().orElseThrow();
    }
}
