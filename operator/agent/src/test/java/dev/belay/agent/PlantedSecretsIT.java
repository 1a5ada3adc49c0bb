package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.S3Server;
import dev.belay.agent.fixture.Schema;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.postgres.ThrowawayPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** No secret is in any output, manifest, argument list or environment, whatever is run and however it ends. */
class PlantedSecretsIT {
    @RegisterExtension
    static final S3Server S3 = new S3Server();

    @TempDir
    Path folder;

    private final List<String> seen = new ArrayList<>();

    @Test
    void areNowhereToBeSeen() throws Exception {
        try (var postgres = ThrowawayPostgres.start()) {
            Schema.create(postgres, "shop");
            var shop = Shop.onS3(folder, postgres, "shop", S3, "planted");
            var secrets = List.of(postgres.password(), shop.identity().secret(), S3.secretAccessKey());
            for (var command : List.of(
                    new String[] {"backup", "create", "--tier", "daily", "--debug"},
                    new String[] {"backup", "show"},
                    new String[] {"backup", "verify"},
                    new String[] {"backup", "restore", "--into", "back"},
                    new String[] {"backup", "restore", "--into", "bad", "--readiness", "SELECT nonsense", "--debug"},
                    new String[] {"drill"},
                    new String[] {"migrate", "--", "false"})) {
                watch(shop.arguments(command));
            }
            shop.credentials("nobody-we-know", postgres.password());
            watch(shop.arguments("backup", "create", "--debug"));
            assertThat(seen).hasSizeGreaterThan(20).anyMatch(text -> text.contains("pg_dump"));
            for (var secret : secrets) {
                assertThat(secret).hasSizeGreaterThan(10);
                assertThat(seen).noneMatch(text -> text.contains(secret));
            }
        }
    }

    /** Runs a command and keeps what can be seen of it and of every process that it starts. */
    private void watch(List<String> arguments) throws Exception {
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var process = Agent.start(arguments, out, err);
        while (process.isAlive()) {
            Stream.concat(Stream.of(process.toHandle()), process.descendants()).forEach(p -> {
                look(Path.of("/proc", Long.toString(p.pid()), "cmdline"));
                look(Path.of("/proc", Long.toString(p.pid()), "environ"));
            });
            Thread.sleep(2);
        }
        look(out);
        look(err);
    }

    private void look(Path file) {
        try {
            var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            if (!seen.contains(text)) {
                seen.add(text);
            }
        } catch (IOException e) {
            // the process has ended meanwhile
        }
    }
}
