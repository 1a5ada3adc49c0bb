package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import dev.belay.api.policy.Keep;
import dev.belay.api.policy.Tier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final List<Tier> TIERS = List.of(new Tier("daily", "0 2 * * *", null, null, new Keep("30d", 1)));
    private static final String OLD = "20260101T083000Z-daily-000001";
    private static final String NEW = "20261121T083000Z-daily-000002";

    @TempDir
    Path folder;

    private FolderRepository repository;
    private Catalog catalog;

    @BeforeEach
    void open() {
        repository = new FolderRepository(folder);
        catalog = new Catalog(repository, "shop", Progress.NONE);
    }

    private void backup(String id, String startedAt, int bytes) {
        if (bytes > 0) {
            repository.put("shop/" + id + "/data", new byte[bytes]);
        }
        repository.put("shop/" + id + "/manifest.json", ManifestFile.write(Manifests.of("daily", startedAt, id)));
    }

    @Test
    void whatHasExpiredGoesBehindANewerOne() {
        backup(OLD, "2026-01-01T08:30:00Z", 10);
        backup(NEW, "2026-11-21T08:30:00Z", 10);
        assertThat(catalog.prune(TIERS, NOW, false)).extracting(Manifest::id).containsExactly(OLD);
        assertThat(catalog.list()).extracting(Manifest::id).containsExactly(NEW);
    }

    @Test
    void theLastWholeBackupStaysBehindOneWhoseDataAreGoneOrCutOff() {
        backup(OLD, "2026-01-01T08:30:00Z", 10);
        backup(NEW, "2026-11-21T08:30:00Z", 0);
        assertThat(catalog.prune(TIERS, NOW, false)).isEmpty();
        repository.put("shop/" + NEW + "/data", new byte[9]);
        assertThat(catalog.prune(TIERS, NOW, false)).isEmpty();
        assertThat(catalog.list()).extracting(Manifest::id).containsExactly(NEW, OLD);
    }

    @Test
    void aCopyOfABackupUnderAnotherNameIsNotOne() {
        backup(OLD, "2026-01-01T08:30:00Z", 10);
        repository.put("shop/copy/manifest.json", repository.read("shop/" + OLD + "/manifest.json"));
        assertThat(catalog.list()).hasSize(1);
    }
}
