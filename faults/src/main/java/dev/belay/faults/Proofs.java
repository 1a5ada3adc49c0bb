package dev.belay.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.postgres.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Restores backups without Belay, by age, zstd and pg_restore, to see what is in them. What has been restored once and
 * has not changed by a byte is not restored again.
 */
final class Proofs {
    private static final String DATABASE = "faults_proof";

    private final World world;
    private final Path identity;
    private final Map<String, String> proven = new HashMap<>();

    Proofs(World world, Path identity) {
        this.world = world;
        this.identity = identity;
    }

    /**
     * The digest of what a backup restores to.
     *
     * @param backup its folder
     * @throws Violation if it does not restore
     */
    String digest(Path backup) throws IOException, InterruptedException, SQLException {
        var manifest = backup.resolve("manifest.json");
        var wrap = new ObjectMapper().readTree(manifest.toFile()).path("wrap").asInt(0);
        var data = backup.resolve(wrap == 0 ? "data" : "data." + wrap);
        Violation.unless(Files.exists(data), backup.getFileName() + " is listed and has no data");
        var key = sha256(manifest) + sha256(data);
        var digest = proven.get(key);
        if (digest == null) {
            restore(data, backup.getFileName().toString());
            digest = world.content.digest(DATABASE);
            world.database.drop(DATABASE);
            proven.put(key, digest);
        }
        return digest;
    }

    private void restore(Path data, String id) throws IOException, InterruptedException {
        world.database.drop(DATABASE);
        world.database.postgres().createDatabase(DATABASE);
        var words = Files.createTempFile(world.folder, "proof", ".err");
        var programs = List.of(
                List.of("age", "--decrypt", "--identity", identity.toString(), data.toString()),
                List.of("zstd", "-dc"),
                List.of(
                        Programs.find("pg_restore").toString(),
                        "--exit-on-error",
                        "--no-password",
                        "--dbname=" + DATABASE));
        var builders = programs.stream().map(ProcessBuilder::new).toList();
        builders.forEach(b -> {
            b.environment().putAll(world.database.environment());
            b.redirectError(ProcessBuilder.Redirect.appendTo(words.toFile()));
        });
        for (var process : ProcessBuilder.startPipeline(builders)) {
            if (process.waitFor() != 0) {
                throw new Violation(id + " is listed and does not restore: " + Files.readString(words));
            }
        }
        Files.delete(words);
    }

    static String sha256(Path file) {
        try (var in = new DigestInputStream(Files.newInputStream(file), Content.sha256())) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
