package dev.belay.faults.world;

import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.faults.plan.Store;
import dev.belay.faults.server.StoreServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the agent is told: policies, and the secrets that they name. */
public final class Policies {
    private final World world;
    private final AgeIdentity identity = AgeIdentity.generate();
    private final AgeIdentity newcomer = AgeIdentity.generate();

    /** Of each recipient the file with its private key. */
    private final Map<String, Path> identities;

    /** Writes the secrets of a world whose servers are up. */
    Policies(World world) throws IOException {
        this.world = world;
        secret("db", "username", world.database().postgres().user());
        secret("db", "password", world.database().postgres().password());
        secret("s3", "accessKeyId", world.store().accessKeyId());
        secret("s3", "secretAccessKey", world.store().secretAccessKey());
        // The newcomer's lies where no agent finds it: who opens with it was really let in.
        identities = Map.of(
                identity.recipient(), secret("age", "identity", identity.secret() + "\n"),
                newcomer.recipient(), Files.writeString(world.folder().resolve("newcomer"), newcomer.secret() + "\n"));
    }

    private Path secret(String name, String key, String value) throws IOException {
        var folder = Files.createDirectories(folder().resolve(name));
        return Files.writeString(folder.resolve(key), value);
    }

    private Path folder() {
        return world.folder().resolve("secrets");
    }

    Map<String, Path> identities() {
        return identities;
    }

    /** Those to whom a backup that was encrypted anew is encrypted. */
    public List<String> recipients() {
        return List.of(identity.recipient(), newcomer.recipient());
    }

    /** The words that nobody may say. */
    public List<String> secrets() throws IOException {
        return List.of(
                world.database().postgres().password(),
                world.store().secretAccessKey(),
                identity.secret(),
                newcomer.secret());
    }

    /**
     * Writes a policy for a repository of a name. Daily backups expire as soon as there are so many newer ones.
     *
     * @param more whether there is one more recipient than when the first backups were made
     */
    void write(Path file, Store kind, String name, int atLeast, boolean more) throws IOException {
        var place = kind == Store.S3
                ? "s3: {endpoint: 'http://127.0.0.1:" + world.storeProxy().port() + "', bucket: " + StoreServer.BUCKET
                        + ", prefix: " + name + ", credentials: {secretName: s3}}"
                : "volume: {path: '" + world.root(kind, name) + "'}";
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
                        world.databaseProxy().port(),
                        place,
                        identity.recipient() + (more ? ", " + newcomer.recipient() : ""),
                        atLeast));
    }

    /** The arguments of a command with a policy. */
    List<String> arguments(Path policy, String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--policy", policy.toString(), "--output", "json"));
        all.addAll(List.of("--secrets", folder().toString()));
        return all;
    }
}
