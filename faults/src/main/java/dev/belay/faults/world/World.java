package dev.belay.faults.world;

import dev.belay.faults.machine.Folders;
import dev.belay.faults.machine.Started;
import dev.belay.faults.plan.Store;
import dev.belay.faults.server.DatabaseServer;
import dev.belay.faults.server.StoreServer;
import dev.belay.faults.tap.Proxy;
import dev.belay.faults.tap.StoreProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every point of a campaign begins with: servers, proxies before them, and backups in a folder and in S3. */
public final class World implements AutoCloseable {
    /** The database that is live, and what it is copied from for every point. */
    public static final String LIVE = "shop";

    private static final String TEMPLATE = "faults_live_";
    private static final String SEED = "seed";
    private static final List<String> TIERS = List.of("daily", "weekly", "daily", "daily", "daily");

    private final Path folder = Files.createTempDirectory("belay-faults-");
    private final DatabaseServer database;
    private final StoreServer store;
    private final Proxy databaseProxy;
    private final StoreProxy storeProxy;
    private final Content content;
    private final Policies policies;
    private final Proofs proofs;
    private final Started started = new Started();

    /** The content of every backup that a point begins with, in the order in which they were made. */
    private final Map<Store, Map<String, String>> contents = new EnumMap<>(Store.class);

    private final List<String> expired = new ArrayList<>();
    private final Map<Store, String> live = new EnumMap<>(Store.class);

    public World(Path home) throws IOException, InterruptedException, SQLException {
        started.add(() -> Folders.delete(folder));
        try {
            database = started.add(new DatabaseServer(folder));
            databaseProxy = started.add(Proxy.of(database.address()));
            store = started.add(new StoreServer(home));
            storeProxy = started.add(new StoreProxy(store.address()));
            content = new Content(database);
            policies = new Policies(this);
            proofs = new Proofs(this, policies.identities());
            Files.createDirectories(folder.resolve("tmp"));
            for (var kind : Store.values()) {
                live.put(kind, seed(kind));
            }
            keepClasses();
        } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
            started.closeAfter(e);
            throw e;
        }
    }

    /** Where all of it lies that is not on a server. */
    Path folder() {
        return folder;
    }

    public DatabaseServer database() {
        return database;
    }

    StoreServer store() {
        return store;
    }

    /** Before PostgreSQL. */
    public Proxy databaseProxy() {
        return databaseProxy;
    }

    /** Before S3. */
    public StoreProxy storeProxy() {
        return storeProxy;
    }

    public Content content() {
        return content;
    }

    public Policies policies() {
        return policies;
    }

    public Proofs proofs() {
        return proofs;
    }

    /** Makes the backups that are there before the first fault, each of another content, in the past. */
    private String seed(Store kind) throws IOException, InterruptedException, SQLException {
        policies.write(policyOfSeed(kind), kind, SEED, TIERS.size(), false);
        database.postgres().createDatabase(LIVE);
        content.create(LIVE, kind);
        for (var version = 1; version <= TIERS.size(); version++) {
            content.advance(LIVE, version);
            backUp(kind, version, content.digest(LIVE));
        }
        content.advance(LIVE, TIERS.size() + 1);
        var digest = content.digest(LIVE);
        database.rename(LIVE, TEMPLATE + kind);
        return digest;
    }

    private Path policyOfSeed(Store kind) {
        return folder.resolve(kind + ".yaml");
    }

    private void keepClasses() throws IOException, InterruptedException {
        var copy = "faults_classes";
        AgentProcess.keepClasses(
                folder, policies.arguments(policyOfSeed(Store.S3), "backup", "restore", "latest", "--into", copy));
        database.drop(copy);
    }

    private void backUp(Store kind, int version, String digest) throws IOException, InterruptedException {
        var tier = TIERS.get(version - 1);
        var result =
                AgentProcess.run(folder, policies.arguments(policyOfSeed(kind), "backup", "create", "--tier", tier));
        Violation.unless(result.exitCode() == 0, "no backup to begin with: " + result.err());
        var id = result.json().path("backup").path("id").asText();
        contents.computeIfAbsent(kind, k -> new LinkedHashMap<>()).put(id, digest);
        if (tier.equals("daily") && TIERS.subList(version, TIERS.size()).contains("daily")) {
            expired.add(id);
        }
        // Older than the grace period: whatever takes it for an orphan deletes it.
        for (var file : Folders.files(root(kind, SEED).resolve("shop").resolve(id))) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(10L - version))));
        }
    }

    /** The folder that holds a repository of a name. */
    Path root(Store kind, String name) {
        return kind == Store.S3
                ? store.bucket().resolve(name)
                : folder.resolve("repositories").resolve(name);
    }

    /** Copies the repository that every point begins with. */
    void copySeed(Store kind, Path to) throws IOException {
        Folders.copy(root(kind, SEED), to);
    }

    /** Puts the live database back, and drops whatever else there is. */
    void resetDatabases(Store kind) throws SQLException {
        for (var name : database.databases()) {
            if (!List.of("postgres", "template0", "template1").contains(name) && !name.startsWith(TEMPLATE)) {
                database.drop(name);
            }
        }
        database.copy(TEMPLATE + kind, LIVE);
    }

    /** What the live database holds when a point begins. */
    public String live(Store kind) {
        return String.valueOf(live.get(kind));
    }

    /** The digest of what each backup of the beginning holds, the oldest first. */
    public Map<String, String> contents(Store kind) {
        return Collections.unmodifiableMap(contents.getOrDefault(kind, Map.of()));
    }

    /** The backups that retention may delete. */
    public List<String> expired() {
        return expired;
    }

    @Override
    public void close() throws IOException {
        started.close();
    }
}
