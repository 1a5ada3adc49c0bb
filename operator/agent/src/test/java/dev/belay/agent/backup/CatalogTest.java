package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String OLD = "20260101T083000Z-daily-000001";
    private static final String NEW = "20261121T083000Z-daily-000002";
    private static final String FUTURE = "20361121T083000Z-daily-000003";

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();
    private FolderRepository repository;
    private Catalog catalog;
    private Pins pins;

    @BeforeEach
    void open() {
        repository = new FolderRepository(folder);
        var progress = new Progress() {
            @Override
            public void warn(String message) {
                warnings.add(message);
            }
        };
        var clock = Clock.fixed(NOW, ZoneOffset.UTC);
        catalog = new Catalog(repository, "shop", progress, clock);
        pins = new Pins(catalog, clock);
    }

    private void backup(String id) {
        var startedAt = BackupId.time(id).orElseThrow().toString();
        repository.put("shop/" + id + "/data", new byte[10]);
        repository.put("shop/" + id + "/manifest.json", ManifestFile.write(Manifests.of("daily", startedAt, id)));
    }

    private static void isFor(Throwable e, Reason reason) {
        assertThat(((AgentException) e).reason()).isEqualTo(reason);
    }

    @Test
    void aCopyOfABackupUnderAnotherNameIsNotOne() {
        backup(OLD);
        repository.put("shop/copy/manifest.json", repository.read("shop/" + OLD + "/manifest.json"));
        assertThat(catalog.list()).hasSize(1);
        assertThat(catalog.look().damaged()).singleElement().asString().contains("is that of another backup");
    }

    @Test
    void theLatestIsNotOneThatAWrongClockDatedIntoTheFuture() {
        backup(OLD);
        backup(NEW);
        backup(FUTURE);
        assertThat(catalog.find("latest").id()).isEqualTo(NEW);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aClockSomeMinutesFastIsNotTheFuture() {
        backup(NEW);
        backup("20261121T120400Z-daily-000004");
        assertThat(catalog.find("latest").id()).isEqualTo("20261121T120400Z-daily-000004");
    }

    @Test
    void whereAllAreFromTheFutureTheNewestOfThemIsTakenWithAWarning() {
        backup(FUTURE);
        assertThat(catalog.find("latest").id()).isEqualTo(FUTURE);
        assertThat(warnings).singleElement().asString().contains("dated into the future");
    }

    @Test
    void ofNothingButDamagedManifestsItSaysSo() {
        backup(OLD);
        backup(NEW);
        for (var id : List.of(OLD, NEW)) {
            repository.put("shop/" + id + "/manifest.json", "{".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(catalog.look().damaged()).hasSize(2);
        assertThatThrownBy(() -> catalog.find("latest"))
                .satisfies(e -> isFor(e, Reason.RepositoryCorrupt))
                .hasMessageContaining("2 are damaged");
    }

    @Test
    void aPinStaysUntilItIsTakenAway() {
        backup(OLD);
        assertThat(catalog.look().newestFirst().getFirst().pin()).isNull();
        pins.pin(OLD, "before the move");
        pins.pin(OLD, "the auditors");
        assertThat(catalog.look().newestFirst().getFirst().pin())
                .isEqualTo(new Pin("2026-11-21T12:00:00Z", "the auditors"));
        assertThat(pins.unpin(OLD)).isTrue();
        assertThat(pins.unpin(OLD)).isFalse();
        assertThat(catalog.look().newestFirst().getFirst().pin()).isNull();
    }

    @Test
    void aPinThatCannotBeReadPinsAllTheSame() {
        backup(OLD);
        repository.put("shop/" + OLD + "/pin.json", "{".getBytes(StandardCharsets.UTF_8));
        assertThat(catalog.look().newestFirst().getFirst().pin()).isEqualTo(new Pin(null, null));
    }

    @Test
    void whatIsNotThereCannotBePinned() {
        assertThatThrownBy(() -> pins.pin(OLD, null)).satisfies(e -> isFor(e, Reason.BackupNotFound));
        assertThat(repository.list("")).isEmpty();
    }

    @Test
    void nothingIsLeftOfADeletedBackup() {
        backup(OLD);
        pins.pin(OLD, null);
        repository.put("shop/" + OLD + "/globals.2", new byte[1]);
        catalog.delete(OLD);
        assertThat(folder).isEmptyDirectory();
    }
}
