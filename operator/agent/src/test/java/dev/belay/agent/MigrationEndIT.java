package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code belay migrate} that is ended while its command runs. */
class MigrationEndIT {
    private static final long PATIENCE_SECONDS = 120;

    @RegisterExtension
    static final ShopServer SERVER = new ShopServer();

    @TempDir
    Path folder;

    private final List<ProcessHandle> started = new ArrayList<>();
    private Shop shop;

    @BeforeEach
    void policy() throws Exception {
        shop = SERVER.shop(folder);
    }

    @AfterEach
    void end() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void askedToEndItEndsTheCommandWithItsChildrenAndTellsTheWayBack() throws Exception {
        var databases = SERVER.databases();
        var belay = migrate("sleep 600 & echo $! >'" + file("child") + "'; echo $$ >'" + file("command") + "'; wait");
        var command = process("command");
        var child = process("child");
        belay.destroy();
        var result = result(belay).exits(143);
        assertThat(command.isAlive()).isFalse();
        assertThat(child.isAlive()).isFalse();
        var document = result.json();
        assertThat(document.path("ok").asBoolean(true)).isFalse();
        assertThat(document.path("error").path("reason").asText()).isEqualTo("CommandInterrupted");
        var wayBack = document.path("restoreCommand").asText();
        assertThat(wayBack)
                .startsWith("belay backup restore " + document.path("backupId").asText() + " --into shop --swap");
        assertThat(result.err()).containsSubsequence("the command was interrupted", "the way back:", wayBack);
        assertThat(SERVER.databases())
                .as("nobody asked for a restore in this moment")
                .isEqualTo(databases);
        assertThat(migrateToItsEnd("true").exits(0).err())
                .as("how it ended was told")
                .doesNotContain("cut off");
    }

    /** A terminal tells the command first, perhaps. */
    @Test
    void oneThatCtrlCHasEndedIsNotRestoredBehindTheBackOfWhoPressedIt() throws Exception {
        var databases = SERVER.databases();
        migrateToItsEnd("exit 143").exits(1);
        var document = migrateToItsEnd("exit 130").exits(1).json();
        assertThat(document.path("error").path("reason").asText()).isEqualTo("CommandInterrupted");
        assertThat(document.path("restoreCommand").asText()).contains("--into shop");
        assertThat(SERVER.databases()).isEqualTo(databases);
    }

    /** As systemd does it: both hear it, and the command is gone before we have said anything. */
    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    void whatEndsAllOfAGroupIsNeitherFailureNorSuccessOfTheCommand(int exitCode) throws Exception {
        var databases = SERVER.databases();
        var belay = migrate("trap 'exit " + exitCode + "' TERM; echo $$ >'" + file("command") + "'; sleep 600 & wait");
        var command = process("command");
        command.destroy();
        belay.destroy();
        var document = result(belay).exits(143).json();
        assertThat(document.path("error").path("reason").asText()).isEqualTo("CommandInterrupted");
        assertThat(SERVER.databases()).isEqualTo(databases);
    }

    @Test
    void aCommandThatDoesNotListenIsKilled() throws Exception {
        var belay = migrate("trap '' TERM; echo $$ >'" + file("command") + "'; while :; do sleep 1; done");
        var command = process("command");
        belay.destroy();
        assertThat(result(belay).exits(143).json().path("exitCode").asInt()).isEqualTo(137);
        assertThat(command.isAlive()).isFalse();
    }

    @Test
    void oneThatHearsItAndCallsThatASuccessIsNotBelieved() throws Exception {
        var belay = migrate("trap 'exit 0' TERM; echo $$ >'" + file("command") + "'; sleep 600 & wait");
        process("command");
        belay.destroy();
        var document = result(belay).exits(143).json();
        assertThat(document.path("ok").asBoolean(true)).isFalse();
        assertThat(document.path("exitCode").asInt(-1)).isZero();
        assertThat(document.path("restoreCommand").asText()).contains("--into shop");
    }

    @Test
    void aCommandThatOutlivesUsKeepsTheNextOneAwayAndIsRemembered() throws Exception {
        var belay = migrate("echo $$ >'" + file("command") + "'; exec sleep 600");
        var command = process("command");
        belay.destroyForcibly().waitFor();
        assertThat(command.isAlive()).isTrue();
        var refused = migrateToItsEnd("touch '" + file("second") + "'").exits(3);
        assertThat(refused.reason()).isEqualTo("AlreadyRunning");
        assertThat(refused.err()).contains("process " + command.pid() + " since ");
        assertThat(file("second")).doesNotExist();
        command.destroyForcibly();
        command.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        var first =
                shop.belay("backup", "list").exits(0).json().get(0).path("id").asText();
        var next = migrateToItsEnd("touch '" + file("second") + "'").exits(0);
        assertThat(next.err()).containsSubsequence("cut off", "belay backup restore " + first + " --into shop");
        assertThat(file("second")).exists();
        assertThat(migrateToItsEnd("true").exits(0).err()).doesNotContain("cut off");
    }

    /** What never ran needs no way back: nothing is swapped, whatever was asked for in the case of a failure. */
    @Test
    void whatCannotBeStartedIsNoFailedMigration() throws Exception {
        var script = file("flyway");
        Files.writeString(script, "#!/no/such/interpreter\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        var databases = SERVER.databases();
        for (var program : List.of(script, folder)) {
            var refused = shop.belay("migrate", "--on-failure", "restore", "--", program.toString())
                    .exits(2);
            assertThat(refused.reason()).isEqualTo("PolicyInvalid");
            assertThat(refused.err()).contains("cannot start " + program, "nothing was changed");
        }
        assertThat(SERVER.databases()).isEqualTo(databases);
    }

    @Test
    void whatACommandHasLeftBehindKeepsTheNextOneAwayToo() throws Exception {
        var belay = migrate("sleep 600 & echo $! >'" + file("child") + "'; echo $$ >'" + file("command") + "'; wait");
        var command = process("command");
        var child = process("child");
        belay.destroyForcibly().waitFor();
        command.destroyForcibly();
        command.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(migrateToItsEnd("true").exits(3).err()).contains("process " + child.pid() + " since ");
        child.destroyForcibly();
        child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(migrateToItsEnd("true").exits(0).err()).contains("cut off");
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private List<String> arguments(String script) {
        return shop.arguments(
                "migrate", "--on-failure", "restore", "--state", file("state").toString(), "--", "sh", "-c", script);
    }

    private Process migrate(String script) throws IOException {
        var process = Agent.start(arguments(script), file("out"), file("err"));
        started.add(process.toHandle());
        return process;
    }

    private Agent.Result migrateToItsEnd(String script) throws Exception {
        return Agent.run(arguments(script));
    }

    /** Waits for the process whose number the command writes down. */
    private ProcessHandle process(String name) throws Exception {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(file(name)) || !Files.readString(file(name)).endsWith("\n")) {
            assertThat(System.nanoTime()).as(Files.readString(file("err"))).isLessThan(end);
            Thread.sleep(50);
        }
        var process = ProcessHandle.of(
                        Long.parseLong(Files.readString(file(name)).strip()))
                .orElseThrow();
        started.add(process);
        return process;
    }

    private Agent.Result result(Process belay) throws Exception {
        assertThat(belay.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Agent.Result(belay.exitValue(), Files.readString(file("out")), Files.readString(file("err")));
    }
}
