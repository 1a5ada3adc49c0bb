package dev.belay.faults.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.faults.machine.Folders;
import dev.belay.faults.machine.SmallDisk;
import dev.belay.faults.plan.Operation;
import dev.belay.faults.plan.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The place of one point: its repository, its live database, its folder for temporary files. */
public final class Sandbox implements AutoCloseable {
    /** What a restore makes. */
    public static final String COPY = "copy";

    /** Longer than the grace period. */
    private static final Duration LONG_AGO = Duration.ofHours(49);

    private static final long PAGE = 4096;
    private static final long SCRATCH_ROOM = 3 << 20;

    private final World world;
    private final Operation operation;
    private final Store store;
    private final String name;
    private final Path folder;
    private @Nullable SmallDisk disk;

    public Sandbox(World world, Operation operation, Store store, String name) throws IOException, SQLException {
        this.world = world;
        this.operation = operation;
        this.store = store;
        this.name = name;
        folder = Files.createDirectories(world.folder().resolve(name));
        Files.createDirectories(folder.resolve("tmp"));
        Files.createDirectories(repository());
        world.policies().write(folder.resolve("policy.yaml"), store, name, 1, operation == Operation.REWRAP);
        world.resetDatabases(store);
    }

    /** Puts the backups there that every point begins with. */
    public Sandbox filled() throws IOException {
        world.copySeed(store, repository());
        return this;
    }

    /** The same, on a disk that has room for a share of one backup more. */
    public Sandbox onSmallDisk(double share) throws IOException {
        var seeds = folder.resolve("seeds");
        world.copySeed(store, seeds);
        long used = 0;
        long largest = 0;
        for (var entry : Folders.names(seeds)) {
            var size = Files.isRegularFile(seeds.resolve(entry)) ? Files.size(seeds.resolve(entry)) : 0;
            used += Math.ceilDiv(size, PAGE) * PAGE;
            largest = Math.max(largest, size);
        }
        disk = new SmallDisk(repository(), used + (long) (share * largest));
        return filled();
    }

    /** The same, with hardly any room for temporary files. */
    public Sandbox withSmallScratch(double share) throws IOException {
        disk = new SmallDisk(folder.resolve("tmp"), PAGE + (long) (share * share * SCRATCH_ROOM));
        return filled();
    }

    /** From here on there is room. */
    public void makeRoom() throws IOException {
        if (disk != null) {
            disk.grow();
        }
    }

    public Store store() {
        return store;
    }

    public Path folder() {
        return folder;
    }

    public Path repository() {
        return world.root(store, name);
    }

    /** The folder of a backup. */
    public Path backup(String id) {
        return repository().resolve("shop").resolve(id);
    }

    /** The arguments of the operation. */
    public List<String> arguments() {
        return switch (operation) {
            case BACKUP -> arguments("backup", "create", "--tier", "daily");
            case PRUNE -> arguments("backup", "prune");
            case REWRAP -> arguments("backup", "rewrap", "--all");
            case RESTORE -> arguments("backup", "restore", "latest", "--into", COPY);
            case SWAP -> arguments("backup", "restore", "latest", "--into", World.LIVE, "--swap");
        };
    }

    public List<String> arguments(String... command) {
        return world.policies().arguments(folder.resolve("policy.yaml"), command);
    }

    /** The ids of what looks like a backup. */
    public List<String> backups() throws IOException {
        return Folders.names(repository().resolve("shop")).stream()
                .filter(n -> n.endsWith("/manifest.json"))
                .map(n -> n.substring(0, n.indexOf('/')))
                .toList();
    }

    /** What is in the repository and belongs to no backup. */
    public List<String> leftovers() throws IOException {
        var shop = repository().resolve("shop");
        var backups = backups();
        var left = new ArrayList<String>();
        for (var entry : Folders.names(shop)) {
            var slash = entry.indexOf('/');
            if (slash > 0 && Files.isRegularFile(shop.resolve(entry))) {
                var id = entry.substring(0, slash);
                if (!backups.contains(id) || !partsOf(id).contains(entry.substring(slash + 1))) {
                    left.add(entry);
                }
            }
        }
        left.addAll(uploads());
        return left;
    }

    /** The names of the objects that are a backup's own: what it was before it was encrypted anew is not. */
    private Set<String> partsOf(String id) throws IOException {
        var wrap = manifest(id).path("wrap").asInt(0);
        var end = wrap == 0 ? "" : "." + wrap;
        return Set.of("manifest.json", "pin.json", "data" + end, "globals" + end);
    }

    private JsonNode manifest(String id) throws IOException {
        return new ObjectMapper().readTree(backup(id).resolve("manifest.json").toFile());
    }

    /** To whom a backup says it is encrypted. */
    public Set<String> recipients(String id) throws IOException {
        var recipients = new TreeSet<String>();
        manifest(id).path("encryption").path("recipients").forEach(r -> recipients.add(r.asText()));
        return recipients;
    }

    /** Multipart uploads that were neither completed nor aborted. Points do not overlap: all of them are ours. */
    private List<String> uploads() throws IOException {
        return store == Store.FOLDER
                ? List.of()
                : Folders.files(multipart()).stream().map(Path::toString).toList();
    }

    private Path multipart() {
        return world.store().bucket().resolve(".sgwtmp/multipart");
    }

    /** Lets what is left over be old enough to be swept. */
    public void ageLeftovers() throws IOException, SQLException {
        world.database().ageComments(LONG_AGO);
        var then = Instant.now().minus(LONG_AGO);
        var shop = repository().resolve("shop");
        for (var entry : new TreeSet<>(leftovers())) {
            var file = shop.resolve(entry);
            if (Files.exists(file)) {
                Folders.age(file, then);
            }
        }
        if (store == Store.S3) {
            Folders.age(multipart(), then);
        }
        for (var entry : Folders.names(folder.resolve("tmp"))) {
            Folders.age(folder.resolve("tmp").resolve(entry), then);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (disk != null) {
                disk.close();
            }
        } finally {
            Folders.delete(folder);
            Folders.delete(repository());
            if (store == Store.S3) {
                Folders.delete(multipart());
            }
        }
    }
}
