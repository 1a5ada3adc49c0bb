package dev.belay.faults.trial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.belay.faults.plan.Operation;
import dev.belay.faults.world.AgentProcess;
import dev.belay.faults.world.Sandbox;
import dev.belay.faults.world.Violation;
import dev.belay.faults.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks every promise after a run, however it ended. Each method throws a {@link Violation} for one that broke. */
public final class Aftermath {
    /** Within it children must have found out that nobody listens, and the server that nobody speaks. */
    private static final Duration QUIET = Duration.ofSeconds(30);

    private final World world;
    private final Sandbox sandbox;
    private final Operation operation;
    /** What each backup must restore to that may not be lost, the oldest first. */
    private final Map<String, String> contents;

    Aftermath(World world, Sandbox sandbox, Operation operation) {
        this.world = world;
        this.sandbox = sandbox;
        this.operation = operation;
        contents = new LinkedHashMap<>(world.contents(sandbox.store()));
    }

    /** Everything that must hold whether the run succeeded or not. */
    void check(AgentProcess.Result result) throws IOException, InterruptedException, SQLException {
        nobodyIsLeft();
        backupsAreGood(list());
        liveIsWhole();
        copyIsWhole();
        for (var secret : world.policies().secrets()) {
            Violation.unless(!(result.out() + result.err()).contains(secret), "a secret is in the output");
        }
    }

    /** What a run that says that it succeeded must have done. */
    void succeeded(AgentProcess.Result result) throws IOException, InterruptedException, SQLException {
        Violation.unless(result.exitCode() == 0, "the run fails: " + result.exitCode() + " " + lastLine(result.err()));
        switch (operation) {
            case BACKUP -> {
                var id = result.json().path("backup").path("id").asText("?");
                Violation.unless(sandbox.backups().contains(id), "exit code 0, and backup " + id + " is not there");
            }
            case PRUNE ->
                Violation.unless(
                        sandbox.backups().stream().noneMatch(world.expired()::contains),
                        "exit code 0, and expired backups are there");
            case RESTORE ->
                Violation.unless(
                        world.database().databases().contains(Sandbox.COPY)
                                && digest(Sandbox.COPY).equals(restored(result)),
                        "exit code 0, and the restored database is not what " + result.json() + " holds");
            case SWAP ->
                Violation.unless(
                        digest(World.LIVE).equals(restored(result)),
                        "exit code 0, and the live database is not what was restored");
            case REWRAP -> {
                for (var id : sandbox.backups()) {
                    // That they all can open it, the newcomer too, is proven with every backup.
                    Violation.unless(
                            sandbox.recipients(id)
                                    .equals(new HashSet<>(world.policies().recipients())),
                            "exit code 0, and " + id + " is encrypted as it was");
                }
            }
        }
    }

    private String restored(AgentProcess.Result result) throws IOException {
        var id = result.json().path("restore").path("backupId").asText("?");
        return contents.getOrDefault(id, "unknown backup " + id);
    }

    /** No child of a killed agent and no session of it stays. */
    void nobodyIsLeft() throws IOException, InterruptedException, SQLException {
        var end = Instant.now().plus(QUIET);
        for (var left = left(); !left.isEmpty(); left = left()) {
            Violation.unless(Instant.now().isBefore(end), "still there after " + QUIET.toSeconds() + " s: " + left);
            Thread.sleep(20);
        }
    }

    private List<String> left() throws IOException, SQLException {
        var left = new ArrayList<String>();
        var sign = "PGSERVICEFILE=" + sandbox.folder();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (environment(process).contains(sign)) {
                    left.add("process " + process.getFileName());
                }
            }
        }
        left.addAll(world.database()
                .texts(
                        "postgres",
                        "SELECT 'session ' || pid || ' ' || query FROM pg_stat_activity WHERE application_name = 'belay'"
                                + " AND pid <> pg_backend_pid() AND client_port IS NOT NULL AND backend_start < now() - interval '1 ms'"
                                + " AND datname IS NOT NULL"));
        return left;
    }

    private static String environment(Path process) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // gone, or somebody else's
        }
    }

    /** The ids that {@code belay backup list} shows. */
    private List<String> list() throws IOException, InterruptedException {
        var result = AgentProcess.run(sandbox.folder(), sandbox.arguments("backup", "list"));
        Violation.unless(result.exitCode() == 0, "list fails: " + lastLine(result.err()));
        var ids = new ArrayList<String>();
        for (JsonNode backup : result.json()) {
            ids.add(backup.path("id").asText());
        }
        return ids;
    }

    /** All that look like backups are some, and none that was good is gone. */
    void backupsAreGood(List<String> ids) throws IOException, InterruptedException, SQLException {
        backupsRestore(ids);
        nothingIsLost(ids);
    }

    /** From here on a backup of the live database as it is now is there, and may not be lost. */
    void mustHold(String id) throws IOException, SQLException {
        contents.put(id, digest(World.LIVE));
    }

    /** Whatever looks like a backup restores to what was in the database when it was made. */
    private void backupsRestore(List<String> ids) throws IOException, InterruptedException, SQLException {
        var unknown = ids.stream().filter(id -> !contents.containsKey(id)).toList();
        Violation.unless(
                unknown.size() <= (operation == Operation.BACKUP ? 1 : 0),
                "backups have appeared that nobody made: " + unknown);
        unknown.forEach(id -> contents.put(id, world.live(sandbox.store())));
        for (var id : ids) {
            var expected = contents.get(id);
            Violation.unless(
                    world.proofs().digest(sandbox.backup(id)).equals(expected),
                    "backup " + id + " is listed and restores to something else");
        }
    }

    /** A backup may be gone only if retention may have deleted it: a daily one behind a newer daily one. */
    private void nothingIsLost(List<String> listed) {
        // Not by their ids: those tell one second from the next, and a quick machine makes two in one.
        var made = List.copyOf(contents.keySet());
        for (var id : made) {
            var newer = made.subList(made.indexOf(id) + 1, made.size());
            var superseded = listed.stream().anyMatch(other -> newer.contains(other) && isDaily(other));
            var mayExpire = operation.expires() && isDaily(id) && superseded;
            Violation.unless(listed.contains(id) || mayExpire, "the good backup " + id + " is lost");
        }
    }

    private static boolean isDaily(String id) {
        return id.contains("-daily-");
    }

    /** The live database is as it was; or, swapped, another backup's, and what it was is kept. */
    private void liveIsWhole() throws IOException, InterruptedException, SQLException {
        var databases = world.database().databases();
        Violation.unless(databases.contains(World.LIVE), "the live database is gone: " + databases);
        var digest = digest(World.LIVE);
        if (digest.equals(world.live(sandbox.store()))) {
            return;
        }
        Violation.unless(
                operation == Operation.SWAP && contents.containsValue(digest),
                "the live database has changed into something else");
        for (var kept : databases) {
            if (kept.startsWith(World.LIVE + "_before_") && digest(kept).equals(world.live(sandbox.store()))) {
                return;
            }
        }
        throw new Violation("swapped, and the old database is not kept: " + databases);
    }

    /** The database that was asked for is not there, or is all of a backup. */
    private void copyIsWhole() throws IOException, InterruptedException, SQLException {
        if (world.database().databases().contains(Sandbox.COPY)) {
            Violation.unless(
                    contents.containsValue(digest(Sandbox.COPY)),
                    "a database bears the name that was asked for and is no backup's");
        }
    }

    private String digest(String database) throws IOException, SQLException {
        return world.content().digest(database);
    }

    static String lastLine(String text) {
        return text.lines().reduce("", (a, b) -> b);
    }
}
