package dev.belay.faults;

import dev.belay.agent.encryption.AgeIdentity;
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
final class World implements AutoCloseable {
    /** The database that is live, and what it is copied from for every point. */
    static final String LIVE = "shop";

    private static final String TEMPLATE = "faults_live_";
    private static final String SEED = "seed";
    private static final List<String> TIERS = List.of("daily", "weekly", "daily", "daily", "daily");

    final Path folder = Files.createTempDirectory("belay-faults-");
    final DatabaseServer database;
    final StoreServer store;
    final Proxy databaseProxy;
    final StoreProxy storeProxy;
    final Content content;
    final Proofs proofs;
    private final Started started = new Started();

    /** The content of every backup that a point begins with, in the order in which they were made. */
    private final Map<Store, Map<String, String>> contents = new EnumMap<>(Store.class);

    private final List<String> expired = new ArrayList<>();
    private final AgeIdentity identity = AgeIdentity.generate();
    private final AgeIdentity newcomer = AgeIdentity.generate();
    private final Map<Store, String> live = new EnumMap<>(Store.class);

    World(Path home) throws IOException, InterruptedException, SQLException {
        started.add(() -> Folders.delete(folder));
        try {
            database = started.add(new DatabaseServer(folder));
            databaseProxy = started.add(new Proxy(database.address()));
            store = started.add(new StoreServer(home));
            storeProxy = started.add(new StoreProxy(store.address()));
            content = new Content(database);
            secret("db", "username", database.postgres().user());
            secret("db", "password", database.postgres().password());
            secret("s3", "accessKeyId", store.accessKeyId());
            secret("s3", "secretAccessKey", store.secretAccessKey());
            proofs = new Proofs(this, identities());
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

    /** The newcomer's lies where no agent finds it: who opens with it was really let in. */
    private Map<String, Path> identities() throws IOException {
        var old = secret("age", "identity", identity.secret() + "\n");
        var other = Files.writeString(folder.resolve("newcomer"), newcomer.secret() + "\n");
        return Map.of(identity.recipient(), old, newcomer.recipient(), other);
    }

    /** Those to whom a backup that was encrypted anew is encrypted. */
    List<String> recipients() {
        return List.of(identity.recipient(), newcomer.recipient());
    }

    private Path secret(String name, String key, String value) throws IOException {
        var file =
                Files.createDirectories(folder.resolve("secrets").resolve(name)).resolve(key);
        return Files.writeString(file, value);
    }

    /** Makes the backups that are there before the first fault, each of another content, in the past. */
    private String seed(Store kind) throws IOException, InterruptedException, SQLException {
        policy(policyOfSeed(kind), kind, SEED, false);
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
                folder, arguments(policyOfSeed(Store.S3), "backup", "restore", "latest", "--into", copy));
        database.drop(copy);
    }

    private void backUp(Store kind, int version, String digest) throws IOException, InterruptedException {
        var tier = TIERS.get(version - 1);
        var result = AgentProcess.run(folder, arguments(policyOfSeed(kind), "backup", "create", "--tier", tier));
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
    String live(Store kind) {
        return String.valueOf(live.get(kind));
    }

    /** The digest of what each backup of the beginning holds, the oldest first. */
    Map<String, String> contents(Store kind) {
        return Collections.unmodifiableMap(contents.getOrDefault(kind, Map.of()));
    }

    /** The backups that retention may delete. */
    List<String> expired() {
        return expired;
    }

    /**
     * Writes a policy for a repository of a name. Daily backups expire as soon as there is a newer one.
     *
     * @param more whether there is one more recipient than when the first backups were made
     */
    void policy(Path file, Store kind, String name, boolean more) throws IOException {
        var place = kind == Store.S3
                ? "s3: {endpoint: 'http://127.0.0.1:" + storeProxy.port() + "', bucket: " + StoreServer.BUCKET
                        + ", prefix: " + name + ", credentials: {secretName: s3}}"
                : "volume: {path: '" + root(kind, name) + "'}";
        Files.writeString(file, """
                apiVersion: belay.dev/v1alpha1
                kind: BackupPolicy
                metadata: {name: shop}
                spec:
                  database: {host: 127.0.0.1, port: %d, name: shop, sslMode: disable, credentials: {secretName: db}}
                  repository: {%s}
                  encryption: {age: {recipients: [%s], identity: {secretName: age}}}
                  tiers:
                  - {name: daily, schedule: "0 2 * * *", keep: {for: 1s, atLeast: %d}}
                  - {name: weekly, schedule: "0 3 * * 0"}
                """.formatted(
                        databaseProxy.port(),
                        place,
                        identity.recipient() + (more ? ", " + newcomer.recipient() : ""),
                        name.equals(SEED) ? TIERS.size() : 1));
    }

    /** The arguments of a command with a policy. */
    List<String> arguments(Path policy, String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--policy", policy.toString(), "--output", "json"));
        all.addAll(List.of("--secrets", folder.resolve("secrets").toString()));
        return all;
    }

    /** The words that nobody may say. */
    List<String> secrets() throws IOException {
        return List.of(database.postgres().password(), store.secretAccessKey(), identity.secret(), newcomer.secret());
    }

    @Override
    public void close() throws IOException {
        started.close();
    }
}
