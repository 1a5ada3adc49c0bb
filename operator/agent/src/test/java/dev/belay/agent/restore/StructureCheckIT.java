package dev.belay.agent.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.fixture.SlowDatabase;
import dev.belay.agent.postgres.ThrowawayPostgres;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Damage on the disk of a real server. */
class StructureCheckIT {
    private static final int PAGE = 8192;
    /** Behind a page's header lie its line pointers. */
    private static final int POINTERS = 24;

    private static ThrowawayPostgres postgres;

    @BeforeAll
    static void start() {
        postgres = ThrowawayPostgres.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void aPageOfAnIndexWhoseEntriesChangedPlaces() throws Exception {
        create("index_damage", "id int CONSTRAINT t_pkey PRIMARY KEY", "1 indexes and 1 tables are sound");
        damage("index_damage", "t_pkey", PAGE, page -> {
            var first = page.getInt(POINTERS);
            page.putInt(POINTERS, page.getInt(POINTERS + Integer.BYTES));
            page.putInt(POINTERS + Integer.BYTES, first);
        });
        assertThatThrownBy(() -> StructureCheck.run(postgres.server(), "index_damage"))
                .isInstanceOf(AgentException.class)
                .hasFieldOrPropertyWithValue("reason", Reason.ValidationFailed)
                .hasMessageContaining("amcheck: ")
                .hasMessageContaining("item order invariant violated for index \"t_pkey\"");
        assertThat(SlowDatabase.query(postgres, "index_damage", "SELECT count(*)::text FROM t"))
                .as("what counting the rows finds")
                .containsExactly("100");
    }

    @Test
    void aPageOfATableWhoseRowIsNoneAnyMore() throws Exception {
        create("table_damage", "id int", "0 indexes and 1 tables are sound");
        damage("table_damage", "t", 0, page -> page.putInt(POINTERS, page.getInt(POINTERS) + 1));
        assertThatThrownBy(() -> StructureCheck.run(postgres.server(), "table_damage"))
                .isInstanceOf(AgentException.class)
                .hasFieldOrPropertyWithValue("reason", Reason.ValidationFailed)
                .hasMessageContaining("amcheck: t: ")
                .hasMessageContaining("line pointer");
    }

    private static void create(String database, String column, String asMade) {
        postgres.createDatabase(database);
        postgres.execute(database, "CREATE TABLE t (" + column + ")", "INSERT INTO t SELECT generate_series(1, 100)");
        assertThat(StructureCheck.run(postgres.server(), database)).isEqualTo(asMade);
    }

    private interface Damage {
        void to(ByteBuffer page);
    }

    /** While no copy of the page is in the server's memory: it is brought to the disk before, and read anew after a crash. */
    private static void damage(String database, String relation, long at, Damage damage) throws Exception {
        postgres.execute(database, "CHECKPOINT");
        var file = Path.of(SlowDatabase.query(postgres, "SHOW data_directory").getFirst())
                .resolve(SlowDatabase.query(postgres, database, "SELECT pg_relation_filepath('" + relation + "')")
                        .getFirst());
        var page = ByteBuffer.allocate(PAGE).order(ByteOrder.nativeOrder());
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(channel.read(page, at)).isEqualTo(PAGE);
            damage.to(page);
            channel.write(page.rewind(), at);
        }
        SlowDatabase.crash(postgres);
    }
}
