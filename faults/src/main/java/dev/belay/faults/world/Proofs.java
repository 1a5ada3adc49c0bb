package dev.belay.faults.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.postgres.Programs;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Restores backups without Belay, by age, zstd and pg_restore, to see what is in them. What has been restored once and
 * has not changed by a byte is not restored again.
 */
public final class Proofs {
    private static final String DATABASE = "faults_proof";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final World world;
    private final Map<String, Path> identities;
    private final Map<String, String> proven = new HashMap<>();

    /**
     * Proofs in a world.
     *
     * @param identities of each recipient the file with its private key
     */
    Proofs(World world, Map<String, Path> identities) {
        this.world = world;
        this.identities = identities;
    }

    /**
     * The digest of what a backup restores to. Each recipient that its manifest names must be able to open all of it.
     *
     * @param backup its folder
     * @throws Violation if it does not restore
     */
    public String digest(Path backup) throws IOException, InterruptedException, SQLException {
        var file = backup.resolve("manifest.json");
        var manifest = new ObjectMapper().readTree(file.toFile());
        var wrap = manifest.path("wrap").asInt(0);
        var data = object(backup, "data", wrap);
        var key = sha256(file) + sha256(data);
        if (manifest.has("globals")) {
            key += sha256(object(backup, "globals", wrap));
        }
        var digest = proven.get(key);
        if (digest == null) {
            digest = prove(backup, manifest, data, wrap);
            proven.put(key, digest);
        }
        return digest;
    }

    private String prove(Path backup, JsonNode manifest, Path data, int wrap)
            throws IOException, InterruptedException, SQLException {
        var openers = identities(backup, manifest);
        for (var identity : openers) {
            mustOpen(data, identity, manifest);
            if (manifest.has("globals")) {
                mustOpen(object(backup, "globals", wrap), identity, manifest.path("globals"));
            }
        }
        // By the newest recipient: the one that only an encryption anew can have let in.
        restore(data, openers.getLast());
        var digest = world.content().digest(DATABASE);
        world.database().drop(DATABASE);
        return digest;
    }

    private List<Path> identities(Path backup, JsonNode manifest) {
        var all = new ArrayList<Path>();
        for (var recipient : manifest.path("encryption").path("recipients")) {
            var identity = identities.get(recipient.asText());
            if (identity == null) {
                throw new Violation(backup.getFileName() + " names a recipient that nobody knows: " + recipient);
            }
            all.add(identity);
        }
        Violation.unless(!all.isEmpty(), backup.getFileName() + " names nobody who could open it");
        return all;
    }

    private static Path object(Path backup, String name, int wrap) {
        var object = backup.resolve(wrap == 0 ? name : name + "." + wrap);
        Violation.unless(Files.exists(object), backup.getFileName() + " is listed and has no " + object.getFileName());
        return object;
    }

    /** What comes out, unpacked, must be what the manifest says was put in. */
    private void mustOpen(Path object, Path identity, JsonNode digests) throws IOException, InterruptedException {
        var plain = Files.createTempFile(world.folder(), "proof", ".plain");
        try {
            pipe(object, Redirect.to(plain.toFile()), opened(object, identity));
            Violation.unless(
                    sha256(plain).equals(digests.path("plain").path("sha256").asText()),
                    name(object) + " opens to something else than its manifest says");
        } finally {
            Files.delete(plain);
        }
    }

    private void restore(Path data, Path identity) throws IOException, InterruptedException {
        world.database().drop(DATABASE);
        world.database().postgres().createDatabase(DATABASE);
        var programs = opened(data, identity);
        var restore = Programs.find("pg_restore").toString();
        programs.add(List.of(restore, "--exit-on-error", "--no-password", "--dbname=" + DATABASE));
        pipe(data, Redirect.DISCARD, programs);
    }

    private static List<List<String>> opened(Path object, Path identity) {
        return new ArrayList<>(List.of(
                List.of("age", "--decrypt", "--identity", identity.toString(), object.toString()),
                List.of("zstd", "-dc")));
    }

    private void pipe(Path object, Redirect out, List<List<String>> programs) throws IOException, InterruptedException {
        var words = Files.createTempFile(world.folder(), "proof", ".err");
        try {
            var builders = programs.stream().map(ProcessBuilder::new).toList();
            builders.forEach(b -> {
                b.environment().putAll(world.database().environment());
                b.redirectError(Redirect.appendTo(words.toFile()));
            });
            builders.getLast().redirectOutput(out);
            var ended = exitCodes(ProcessBuilder.startPipeline(builders));
            Violation.unless(
                    ended.stream().allMatch(code -> code == 0),
                    name(object) + " is listed and does not open or restore, exit codes " + ended + ": "
                            + Files.readString(words));
        } finally {
            Files.delete(words);
        }
    }

    /** All of them: the first that fails may only have lost whom it wrote to. */
    private static List<Integer> exitCodes(List<Process> pipeline) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (var process : pipeline) {
                Violation.unless(
                        process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS),
                        "age, zstd and pg_restore are not done after " + PATIENCE.toSeconds() + " s");
            }
            return pipeline.stream().map(Process::exitValue).toList();
        } finally {
            pipeline.forEach(Process::destroyForcibly);
        }
    }

    private static String name(Path object) {
        return String.valueOf(object.subpath(object.getNameCount() - 2, object.getNameCount()));
    }

    private static String sha256(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), Content.sha256())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }
}
