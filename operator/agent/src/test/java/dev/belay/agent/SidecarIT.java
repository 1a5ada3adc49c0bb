package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.Agent.Result;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A mesh's sidecar beside the agent: it is ended when the work is, and nothing that it does changes what came of that. */
class SidecarIT {
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer sidecar;

    @BeforeEach
    void open() throws Exception {
        sidecar = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sidecar.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/quit") ? 200 : 404, -1);
            exchange.close();
        });
        sidecar.start();
    }

    @AfterEach
    void close() {
        sidecar.stop(0);
    }

    @Test
    void itIsAskedToEndWhateverCameOfTheWork() throws Exception {
        asking("/quit").exits(2);
        assertThat(asked).containsExactly("POST /quit");
        Agent.run(List.of("backup", "list")).exits(2);
        assertThat(asked).as("nobody asks where nothing is said").hasSize(1);
    }

    @Test
    void oneThatDoesNotListenChangesNothing() throws Exception {
        assertThat(asking("/elsewhere").exits(2).err())
                .contains("the sidecar does not end")
                .contains("answers 404");
        var port = sidecar.getAddress().getPort();
        sidecar.stop(0);
        assertThat(list("http://127.0.0.1:" + port + "/quit").exits(2).err())
                .contains("the sidecar cannot be asked to end");
    }

    private Result asking(String path) throws Exception {
        return list("http://127.0.0.1:" + sidecar.getAddress().getPort() + path);
    }

    private static Result list(String url) throws Exception {
        var result = Agent.run(
                List.of("backup", "list", "--policy", "/no/such/policy", "--output", "json"),
                Map.of("BELAY_SIDECAR_QUIT_URL", url));
        assertThat(result.reason()).isEqualTo("PolicyInvalid");
        return result;
    }
}
