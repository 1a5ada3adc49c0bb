package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import dev.belay.agent.repository.Lock;
import dev.belay.agent.repository.Repository;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeletionTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String OLD = "20260101T083000Z-daily-000001";
    private static final String NEW = "20261120T083000Z-daily-000002";
    private static final String BOOKS = "20261121T083000Z-daily-000003";
    private static final String OLD_BOOKS = "20260102T083000Z-daily-000006";
    private static final String FUTURE = "20361121T083000Z-daily-000004";

    private final MemoryRepository repository = new MemoryRepository();

    @BeforeEach
    void makeBackups() {
        repository.backup("shop", OLD);
        repository.backup("shop", NEW);
        repository.backup("books", BOOKS);
    }

    private static Catalog catalog(Repository repository) {
        return new Catalog(repository, "shop", new Progress() {}, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static void delete(Repository repository, boolean last, String... ids) {
        var progress = new Progress() {};
        var deletion = new Deletion(catalog(repository), List.of("shop"), Proof.byReading(progress), progress);
        deletion.run(deletion.plan(List.of(ids), last, NOW));
    }

    private void delete(String... ids) {
        delete(repository, false, ids);
    }

    private List<String> left() {
        return catalog(repository).list().stream().map(Manifest::id).toList();
    }

    private void refuses(Reason reason, String text, String... ids) {
        var before = left();
        assertThatThrownBy(() -> delete(ids))
                .hasMessageContaining(text)
                .satisfies(e -> assertThat(((AgentException) e).reason()).isEqualTo(reason));
        assertThat(left()).isEqualTo(before);
    }

    @Test
    void deletesWhatIsNamedBehindAGoodOneThatStays() {
        delete(NEW);
        assertThat(left()).containsExactly(BOOKS, OLD);
        assertThat(repository.objects.keySet()).noneMatch(key -> key.contains(NEW));
    }

    @Test
    void refusesTheLastOneOfADatabaseWhateverOthersHave() {
        refuses(Reason.BackupProtected, "no good backup of books would be left without " + BOOKS, BOOKS);
        refuses(Reason.BackupProtected, "no good backup of shop would be left", OLD, NEW);
        delete(repository, true, OLD, NEW);
        assertThat(left()).containsExactly(BOOKS);
    }

    private void deletesWhile(Progress progress, Proof proof, String... ids) {
        var deletion = new Deletion(catalog(repository), List.of("shop"), proof, progress);
        assertThatThrownBy(() -> deletion.run(deletion.plan(List.of(ids), false, NOW)))
                .hasMessageContaining("was deleted or changed by another run meanwhile")
                .satisfies(e -> assertThat(((AgentException) e).reason()).isEqualTo(Reason.BackupProtected));
    }

    @Test
    void whatAnotherDeletesWhileItReadsBackStandsForNoOther() {
        repository.backup("books", OLD_BOOKS);
        var reading = Proof.byReading(new Progress() {});
        Proof beside = backup -> {
            if (backup.id().equals(NEW)) { // that of books has been read
                delete(BOOKS);
            }
            return reading.holds(backup);
        };
        deletesWhile(new Progress() {}, beside, OLD, OLD_BOOKS);
        assertThat(left()).containsExactly(NEW, OLD_BOOKS, OLD);
    }

    @Test
    void whatAnotherDeletesBetweenTwoDeletionsEndsThem() {
        repository.backup("books", OLD_BOOKS);
        var beside = new Progress() {
            @Override
            public void step(String name) {
                if (name.equals("deleted the backup " + OLD)) {
                    repository.delete("shop/" + BOOKS + "/data");
                }
            }
        };
        deletesWhile(beside, Proof.byReading(beside), OLD, OLD_BOOKS);
        assertThat(left()).containsExactly(BOOKS, NEW, OLD_BOOKS);
    }

    /** Not that it is damaged, nor that it has a manifest: it has none. */
    @Test
    void whoStillReadsADeletedOneIsToldThatItHasGone() {
        var backup = catalog(repository).find(OLD);
        repository.delete("shop/" + OLD + "/data");
        assertThatThrownBy(() -> backup.open(backup.data())).hasMessageContaining("has a manifest but no data");
        delete(OLD);
        assertThatThrownBy(() -> backup.open(backup.data()))
                .hasMessageContaining("backup " + OLD + " has gone")
                .satisfies(e -> assertThat(((AgentException) e).reason()).isEqualTo(Reason.BackupNotFound));
        assertThat(Proof.byReading(new Progress() {}).holds(backup)).isFalse();
    }

    @Test
    void whatIsDamagedAtEqualSizeOrFromTheFutureStandsForNoOther() {
        repository.put("shop/" + OLD + "/data", new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        repository.backup("shop", FUTURE);
        refuses(Reason.BackupProtected, "no good backup of shop would be left", NEW);
        delete(OLD);
        assertThat(left()).containsExactly(FUTURE, BOOKS, NEW);
    }

    @Test
    void whatHasLostItsDataIsNoLastGoodOne() {
        repository.delete("shop/" + BOOKS + "/data");
        delete(BOOKS);
        assertThat(left()).containsExactly(NEW, OLD);
    }

    @Test
    void refusesAPinnedOneAndThenDeletesNoOther() {
        new Pins(catalog(repository), Clock.systemUTC()).pin(OLD, "the auditors");
        repository.backup("shop", "20261119T083000Z-daily-000005");
        refuses(Reason.BackupProtected, "is pinned (the auditors); 'belay backup unpin " + OLD, NEW, OLD);
    }

    /** It may be of any database, and open all the same: then others must stand for each. */
    @Test
    void whatHasADamagedManifestMayBeTheLastGoodOneOfAny() {
        repository.put("shop/" + NEW + "/manifest.json", new byte[] {'{'});
        delete(NEW);
        assertThat(left()).containsExactly(BOOKS, OLD);
        assertThat(repository.objects.keySet()).noneMatch(key -> key.contains(NEW));
        repository.put("shop/" + OLD + "/manifest.json", new byte[0]);
        refuses(Reason.BackupProtected, "no good backup of shop would be left without " + OLD, OLD);
        repository.put("shop/" + BOOKS + "/manifest.json", new byte[0]);
        refuses(Reason.BackupProtected, "no good backup of shop would be left without " + OLD, OLD);
        repository.put("shop/" + OLD + "/pin.json", new Pin("2026-11-21T08:30:00Z", null).bytes());
        assertThatThrownBy(() -> delete(repository, true, OLD, BOOKS)).hasMessageContaining("is pinned");
        assertThat(new Pins(catalog(repository), Clock.systemUTC()).unpin(OLD)).isTrue();
        delete(repository, true, OLD, BOOKS);
        assertThat(repository.objects).isEmpty();
    }

    @Test
    void refusesWhatIsNotThereAndThenDeletesNoOther() {
        refuses(Reason.BackupNotFound, "there is no backup", OLD, FUTURE);
        refuses(Reason.PolicyInvalid, "is not the id of a backup", OLD, "latest");
    }

    @Test
    void refusesWhatTheStoreHolds(@TempDir Path folder) {
        var locked = new FolderRepository(folder) {
            @Override
            public Optional<Lock> lock(String key) {
                return Optional.of(new Lock(NOW.plusSeconds(3600)));
            }
        };
        repository.objects.forEach(locked::put);
        assertThatThrownBy(() -> delete(locked, true, OLD))
                .hasMessageContaining("it is locked in the bucket until 2026-11-21T13:00:00Z");
        assertThat(catalog(locked).list()).hasSize(3);
    }

    @Test
    void killedAnywhereItLeavesEachBackupWholeOrNone() {
        var objects = repository.objects.size();
        for (var at = 0; ; at++) {
            repository.objects.clear();
            makeBackups();
            assertThat(repository.objects).hasSize(objects);
            try {
                delete(FailingRepository.of(repository, at, FailingRepository.How.KILLED), true, OLD, NEW);
                assertThat(left()).containsExactly(BOOKS);
                assertThat(at).isGreaterThan(objects);
                return;
            } catch (AgentException e) {
                assertThat(e.text()).contains("injected");
                assertThat(catalog(repository).look().newestFirst())
                        .as("killed at call " + at)
                        .allMatch(Contents.Entry::whole);
                assertThat(left()).contains(BOOKS);
            }
        }
    }
}
