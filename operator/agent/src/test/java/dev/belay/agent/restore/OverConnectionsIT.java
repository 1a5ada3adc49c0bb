package dev.belay.agent.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.fixture.ShopServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OverConnectionsIT {
    @RegisterExtension
    static final ShopServer SERVER = ShopServer.empty();

    /** A VACUUM that fails says nothing of whether the rows are those of the backup. */
    @Test
    void whatTheServerRefusesMeansWhatItIsAskedFor() {
        SERVER.createDatabase("asked");
        var lanes = new OverConnections(
                SERVER.postgres().server(),
                "asked",
                2,
                e -> new AgentException(Reason.RestoreFailed, "not frozen: " + e.getMessage(), e));
        assertThatThrownBy(() -> lanes.each(List.of("SELECT 1", "VACUUM missing", "SELECT 2"), (connection, sql) -> {
                    try (var statement = connection.createStatement()) {
                        statement.execute(sql);
                    }
                }))
                .hasMessageContaining("not frozen")
                .hasMessageContaining("\"missing\" does not exist")
                .satisfies(e -> assertThat(((AgentException) e).reason()).isEqualTo(Reason.RestoreFailed));
    }
}
