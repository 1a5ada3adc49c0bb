package dev.belay.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.fixture.ShopServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CopySessionIT {
    @RegisterExtension
    static final ShopServer SERVER = ShopServer.empty();

    /** What the server says of a full disk, whatever the language of its words. */
    @Test
    void aServerWithoutRoomIsToldApartFromOneThatRefusesRows() {
        SERVER.createDatabase("full");
        SERVER.execute(
                "full",
                "CREATE TABLE rows (id int)",
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " RAISE EXCEPTION 'kein Platz' USING ERRCODE = CASE new.id WHEN 1 THEN '53100' ELSE '23000' END;"
                        + " END $$",
                "CREATE TRIGGER refuse BEFORE INSERT ON rows FOR EACH ROW EXECUTE FUNCTION refuse()");
        assertThatThrownBy(() -> copy("1\n"))
                .hasMessageContaining("COPY failed for table rows: ERROR: kein Platz")
                .hasMessageEndingWith("; the disk of the database's server is full: make room there, or make it larger")
                .satisfies(e -> assertThat(((AgentException) e).reason()).isEqualTo(Reason.DatabaseFull));
        assertThatThrownBy(() -> copy("2\n"))
                .hasMessageContaining("COPY failed for table rows: ERROR: kein Platz")
                .satisfies(e -> assertThat(((AgentException) e).reason()).isEqualTo(Reason.RestoreFailed));
    }

    private static void copy(String rows) {
        try (var session = new CopySession(SERVER.postgres().server(), "full")) {
            session.begin("rows", "COPY public.rows FROM stdin");
            var bytes = rows.getBytes(StandardCharsets.US_ASCII);
            session.write(bytes, bytes.length);
            session.end();
        }
    }
}
