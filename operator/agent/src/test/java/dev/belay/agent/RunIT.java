package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code belay run} as systemd starts and stops it. A state of yesterday lets it have missed something. */
class RunIT {
    @RegisterExtension
    static final ShopServer SERVER = new ShopServer();

    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private Shop shop;

    @BeforeEach
    void policy() throws Exception {
        shop = SERVER.shop(folder);
        Files.createDirectories(folder.resolve("state/shop"));
        missed("\"tier/daily\": {\"schedule\": \"0 2 * * *\", \"until\": \"2026-01-01T02:00:00Z\"}");
    }

    @AfterEach
    void end() throws Exception {
        for (var process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aMissedBackupAndDrillAreMadeUpForOnceEach() throws Exception {
        shop.writePolicy("  drill: {schedule: \"0 4 * * *\"}");
        missed("\"tier/daily\": {\"schedule\": \"0 2 * * *\", \"until\": \"2026-01-01T02:00:00Z\"},"
                + "\"drill\": {\"schedule\": \"0 4 * * *\", \"until\": \"2026-01-01T04:00:00Z\"}");
        var run = run("a");
        await(run, "a", e -> e.path("event").asText().equals("next"));
        var succeeded = events("a").stream()
                .filter(e -> e.path("event").asText().equals("succeeded"))
                .toList();
        assertThat(succeeded).hasSize(2);
        assertThat(succeeded.stream().map(e -> e.path("task").asText())).containsExactlyInAnyOrder("daily", "drill");
        assertThat(shop.belay("backup", "list").exits(0).json()).hasSize(1);
        assertThat(state().path("lastDrill").path("passed").asBoolean()).isTrue();
        terminate(run);
        assertThat(events("a").getLast().path("ok").asBoolean()).isTrue();
        var again = run("b");
        await(again, "b", e -> e.path("event").asText().equals("next"));
        assertThat(shop.belay("backup", "list").exits(0).json()).hasSize(1);
        assertThat(Files.readString(folder.resolve("b.err"))).isEmpty();
    }

    @Test
    void aSecondOneIsToldWhoIsThereAndADeadOneHoldsNothing() throws Exception {
        var first = run("a");
        await(first, "a", e -> e.path("event").asText().equals("begun"));
        var second =
                shop.belay("run", "--state", folder.resolve("state").toString()).exits(3);
        assertThat(second.reason()).isEqualTo("AlreadyRunning");
        assertThat(second.err()).contains("process " + first.pid() + " since ");
        first.destroyForcibly().waitFor();
        var third = run("c");
        await(third, "c", e -> e.path("event").asText().equals("next"));
        assertThat(events("c").stream().map(e -> e.path("event").asText())).contains("succeeded");
    }

    @Test
    void askedToEndItGivesUpTheRunningBackupAndMakesItUpAtTheNextStart() throws Exception {
        try (var connection = SERVER.connect("shop");
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE"); // pg_dump waits
            var run = run("a");
            await(run, "a", e -> e.path("message").asText().contains("dumping shop"));
            terminate(run);
            assertThat(run.exitValue())
                    .as("as of a Java program that SIGTERM ended")
                    .isEqualTo(143);
            connection.rollback();
        }
        assertThat(events("a").stream().map(e -> e.path("event").asText())).contains("abandoned", "stopped");
        assertThat(state().path("lastFailure").isMissingNode()).isTrue();
        assertThat(state().path("duties")
                        .path("tier/daily")
                        .path("open")
                        .path("attempts")
                        .asInt(-1))
                .isZero();
        try (var files = Files.walk(folder.resolve("repository"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
        var next = run("b");
        await(next, "b", e -> e.path("event").asText().equals("succeeded"));
        assertThat(shop.belay("backup", "list").exits(0).json()).hasSize(1);
    }

    @Test
    void aRunThatIsStuckIsEndedAtItsDeadlineAndHoldsUpNoOther() throws Exception {
        shop.writePolicy("  jobTemplate: {activeDeadlineSeconds: 5, backoffLimit: 0}");
        try (var connection = SERVER.connect("shop");
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE"); // pg_dump waits
            var run = run("a");
            var failed = await(run, "a", e -> e.path("event").asText().equals("failed"));
            assertThat(failed.path("message").asText())
                    .startsWith("DeadlineExceeded: ")
                    .contains("activeDeadlineSeconds");
            await(run, "a", e -> e.path("event").asText().equals("next"));
            assertThat(run.descendants()).as("nothing of it is left").isEmpty();
            terminate(run);
            connection.rollback();
        }
        assertThat(state().path("lastFailure").path("reason").asText()).isEqualTo("DeadlineExceeded");
        assertThat(shop.belay("backup", "list").exits(0).json()).isEmpty();
        shop.belay("backup", "create").exits(0);
    }

    @Test
    void aFailureIsSaidAndRemembered() throws Exception {
        shop.credentials("nobody", "wrong-password");
        var run = run("a");
        var failed = await(run, "a", e -> e.path("event").asText().equals("failed"));
        assertThat(failed.path("message").asText())
                .startsWith("DatabaseAuthFailed: ")
                .contains("to be tried again at ");
        assertThat(failed.path("report").path("error").path("reason").asText()).isEqualTo("DatabaseAuthFailed");
        assertThat(state().path("lastFailure").path("tier").asText()).isEqualTo("daily");
        assertThat(Files.readString(folder.resolve("a.out"))).doesNotContain("wrong-password");
    }

    /** It takes as long as the first pause between two attempts. */
    @Test
    void aRepositoryThatWasGoneAndAPolicyThatWasEditedAreSeenAsTheyAreNow() throws Exception {
        var repository = Files.writeString(folder.resolve("repository"), "its volume is not mounted");
        var run = run("a");
        var failed = await(run, "a", e -> e.path("event").asText().equals("failed"));
        assertThat(failed.path("message").asText())
                .startsWith("RepositoryUnreachable: ")
                .contains("to be tried again at ");
        Files.delete(repository);
        var policy = folder.resolve("policy.yaml");
        var daily = Files.readString(policy);
        Files.writeString(policy, daily.substring(0, daily.length() / 2)); // an editor is at it
        await(run, "a", e -> e.path("message").asText().contains("the schedule stays as it was"));
        Files.writeString(policy, daily.replace("  tiers:", "  tiers:\n  - {name: monthly, schedule: \"0 5 1 * *\"}"));
        var succeeded = await(run, "a", e -> e.path("event").asText().equals("succeeded"));
        assertThat(succeeded.path("task").asText()).isEqualTo("daily");
        assertThat(shop.belay("backup", "list").exits(0).json()).hasSize(1);
        await(run, "a", e -> e.path("event").asText().equals("next"));
        terminate(run);
        assertThat(state().path("duties").has("tier/monthly")).isTrue();
        assertThat(events("a").getLast().path("ok").asBoolean()).isTrue();
    }

    private void missed(String duties) throws IOException {
        Files.writeString(folder.resolve("state/shop/run.json"), "{\"duties\": {" + duties + "}}");
    }

    private JsonNode state() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("state/shop/run.json").toFile());
    }

    private Process run(String name) throws IOException {
        var process = Agent.start(
                shop.arguments("run", "--state", folder.resolve("state").toString()),
                folder.resolve(name + ".out"),
                folder.resolve(name + ".err"));
        started.add(process);
        return process;
    }

    private static void terminate(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private List<JsonNode> events(String name) throws IOException {
        var events = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(folder.resolve(name + ".out"))) {
            events.add(new ObjectMapper().readTree(line));
        }
        return events;
    }

    /** Waits for an event; a process that ends before is a failure. */
    private JsonNode await(Process process, String name, Predicate<JsonNode> wanted) throws Exception {
        while (true) {
            var text = Files.readString(folder.resolve(name + ".out"));
            for (var line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                var event = new ObjectMapper().readTree(line);
                if (wanted.test(event)) {
                    return event;
                }
            }
            assertThat(process.isAlive())
                    .as("%s%n%s", text, Files.readString(folder.resolve(name + ".err")))
                    .isTrue();
            Thread.sleep(100);
        }
    }
}
