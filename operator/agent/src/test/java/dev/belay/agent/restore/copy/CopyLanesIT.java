package dev.belay.agent.restore.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.fixture.SlowDatabase;
import dev.belay.agent.postgres.CopySession;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CopyLanesIT {
    private static final int ROWS = 200_000;

    @RegisterExtension
    static final ShopServer SERVER = ShopServer.empty();

    /** As those that an extension makes, with their keys, before any rows come. */
    @Test
    void tablesThatReferToEachOtherAreFilledInOrder() throws Exception {
        SERVER.createDatabase("linked");
        SERVER.execute(
                "linked",
                "CREATE TABLE parent (id int PRIMARY KEY, up int REFERENCES parent)",
                "CREATE TABLE child (id int PRIMARY KEY, up int REFERENCES parent)",
                "CREATE TABLE own (id int, up int)");
        try (var lanes =
                new CopyLanes(4, () -> new CopySession(SERVER.postgres().server(), "linked"))) {
            fill(lanes, new CopyTable("own", "COPY public.own FROM stdin", null, "public.own"));
            fill(lanes, new CopyTable("parent", "COPY public.parent FROM stdin", null, null));
            fill(lanes, new CopyTable("child", "COPY public.child FROM stdin", null, null));
            lanes.finish();
        }
        assertThat(SlowDatabase.query(
                        SERVER.postgres(),
                        "linked",
                        "SELECT count(*)::text FROM parent UNION ALL SELECT count(*)::text FROM child"
                                + " UNION ALL SELECT count(*)::text FROM own"))
                .containsExactly("" + ROWS, "" + ROWS, "" + ROWS);
    }

    /** Each row refers to the one at the other end. */
    private static void fill(CopyLanes lanes, CopyTable table) {
        var rows = IntStream.range(0, ROWS)
                .mapToObj(row -> row + "\t" + (ROWS - 1 - row) + "\n")
                .collect(Collectors.joining("", "", "\\.\n\n\n"))
                .getBytes(StandardCharsets.UTF_8);
        var splitter = new RowSplitter(lanes, table);
        splitter.add(rows, 0, rows.length);
        splitter.end();
    }
}
