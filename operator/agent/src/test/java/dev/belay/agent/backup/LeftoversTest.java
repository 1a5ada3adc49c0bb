package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import dev.belay.agent.repository.StoredObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
    private static final Instant LONG_AGO = Instant.EPOCH;
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
    private static final String ID = "20261120T083000Z-daily-000002";

    @TempDir
    Path folder;

    private FolderRepository repository;

    @BeforeEach
    void open() {
        repository = new FolderRepository(folder);
    }

    private void put(String... names) {
        for (var name : names) {
            repository.put("shop/" + ID + "/" + name, "{".getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<String> left(Instant before) {
        new Leftovers(repository, "shop", Progress.NONE).delete(before);
        return repository.list("shop/").stream()
                .map(StoredObject::key)
                .map(key -> key.substring(key.lastIndexOf('/') + 1))
                .sorted()
                .toList();
    }

    @Test
    void whatNoManifestLeadsToGoesOnceItIsOld() {
        put("data", "data.2", "globals", "pin.json", "README.txt");
        assertThat(left(LONG_AGO)).hasSize(5);
        assertThat(left(LATER)).containsExactly("README.txt");
    }

    @Test
    void whatABackupConsistsOfStays() {
        put("data", "globals", "pin.json");
        manifest();
        assertThat(left(LATER)).containsExactly("data", "globals", "manifest.json", "pin.json");
    }

    @Test
    void otherGenerationsOfABackupGo() {
        put("data", "globals", "data.1", "globals.1", "data.10");
        manifest();
        assertThat(left(LONG_AGO)).hasSize(6);
        assertThat(left(LATER)).containsExactly("data", "globals", "manifest.json");
    }

    @Test
    void besideADamagedManifestNothingGoes() {
        put("data", "data.1", "manifest.json");
        assertThat(left(LATER)).containsExactly("data", "data.1", "manifest.json");
    }

    private void manifest() {
        repository.put(
                "shop/" + ID + "/manifest.json", ManifestFile.write(Manifests.of("daily", "2026-11-20T08:30:00Z", ID)));
    }
}
