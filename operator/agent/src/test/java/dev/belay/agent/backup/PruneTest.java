package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.backup.Verdict.Why;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import dev.belay.agent.repository.Lock;
import dev.belay.api.policy.Keep;
import dev.belay.api.policy.Tier;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final List<Tier> TIERS = List.of(new Tier("daily", "0 2 * * *", null, null, new Keep("30d", 1)));
    private static final String OLDEST = "20250101T083000Z-daily-000000";
    private static final String OLD = "20260101T083000Z-daily-000001";
    private static final String YESTERDAY = "20261119T083000Z-daily-000003";
    private static final String NEW = "20261120T083000Z-daily-000002";
    private static final String WEEKLY = "20261121T120000Z-weekly-000004";

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private final Progress progress = new Progress() {
        @Override
        public void warn(String message) {
            said.add(message);
        }

        @Override
        public void step(String name) {
            said.add(name);
        }
    };
    private FolderRepository repository;

    @BeforeEach
    void threeBackups() {
        repository = new FolderRepository(folder);
        List.of(OLDEST, OLD, NEW).forEach(this::store);
    }

    private void store(String id) {
        var digest = new Digest();
        digest.add(new byte[10], 0, 10);
        var content = digest.content();
        var startedAt = BackupId.time(id).orElseThrow().toString();
        var manifest = Manifests.with(
                Manifests.of("shop", "daily", startedAt, id, content), new Manifest.Globals(content, content));
        repository.put(data(id), new byte[10]);
        repository.put("shop/" + id + "/globals", new byte[10]);
        repository.put("shop/" + id + "/manifest.json", ManifestFile.write(manifest));
    }

    private void damage(String key) {
        repository.put(key, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    private static String data(String id) {
        return "shop/" + id + "/data";
    }

    private Catalog catalog() {
        return new Catalog(repository, "shop", progress, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private List<Why> run(Proof proof) {
        return new Prune(catalog(), TIERS, proof, progress)
                .run(NOW).stream().map(Verdict::why).toList();
    }

    private List<String> left() {
        return catalog().list().stream().map(Manifest::id).toList();
    }

    @Test
    void whatHasExpiredGoesBehindANewerOneThatWasReadBack() {
        assertThat(run(Proof.byReading(progress))).containsExactly(Why.NotExpired, Why.Expired, Why.Expired);
        assertThat(left()).containsExactly(NEW);
        assertThat(said).singleElement().asString().contains("reading back " + NEW);
    }

    @Test
    void aPlanDeletesNothing() {
        new Prune(catalog(), TIERS, Proof.byReading(progress), progress).plan(NOW);
        assertThat(left()).containsExactly(NEW, OLD, OLDEST);
    }

    @Test
    void aNewestOneThatIsDamagedAtEqualSizeCostsNoGoodOne() {
        damage(data(NEW));
        assertThat(run(Proof.byReading(progress))).containsExactly(Why.Damaged, Why.AtLeast, Why.Expired);
        assertThat(left()).containsExactly(NEW, OLD);
        assertThat(said).anySatisfy(w -> assertThat(w).contains(NEW + " is damaged"));
    }

    @Test
    void neitherDoesOneWhoseDataAreGoneOrCutOff() {
        repository.delete(data(NEW));
        assertThat(run(Proof.byReading(progress))).containsExactly(Why.Damaged, Why.AtLeast, Why.Expired);
        repository.put(data(NEW), new byte[9]);
        assertThat(run(Proof.byReading(progress))).containsExactly(Why.Damaged, Why.AtLeast);
    }

    private List<String> goneBehind(List<Tier> tiers, String... made) {
        var manifests =
                List.of(made).stream().map(id -> catalog().find(id).manifest()).toList();
        return new Prune(catalog(), tiers, Proof.behind(manifests, progress), progress)
                .runBehind(manifests, NOW).stream()
                        .filter(Verdict::goes)
                        .map(Verdict::id)
                        .toList();
    }

    private static List<Tier> daily(String duration, int atLeast) {
        return List.of(new Tier("daily", "0 2 * * *", null, null, new Keep(duration, atLeast)));
    }

    @Test
    void behindABackupItNeedNotReadThatOne() {
        assertThat(goneBehind(TIERS, NEW)).containsExactly(OLD, OLDEST);
        assertThat(said).isEmpty();
    }

    @Test
    void behindABackupItReadsEveryOtherThatMustBeGood() {
        store(YESTERDAY);
        assertThat(goneBehind(daily("30d", 2), NEW)).containsExactly(OLD, OLDEST);
        assertThat(said).singleElement().asString().contains("reading back " + YESTERDAY);
    }

    @Test
    void behindABackupOneDamagedAtEqualSizeYesterdayCostsNoGoodOne() {
        store(YESTERDAY);
        damage(data(YESTERDAY));
        assertThat(goneBehind(daily("30d", 2), NEW)).containsExactly(OLDEST);
        assertThat(left()).containsExactly(NEW, YESTERDAY, OLD);
    }

    @Test
    void damagedRolesAreDamageToo() {
        store(YESTERDAY);
        damage("shop/" + YESTERDAY + "/globals");
        assertThat(goneBehind(daily("30d", 2), NEW)).containsExactly(OLDEST);
    }

    @Test
    void whatMustBeReadForIsDeletedATenthLater() {
        store(YESTERDAY);
        repository.delete("shop/" + OLDEST + "/manifest.json");
        // OLD is 324 days old.
        assertThat(goneBehind(daily("300d", 2), NEW)).isEmpty();
        assertThat(said).isEmpty();
        assertThat(goneBehind(daily("290d", 2), NEW)).containsExactly(OLD);
    }

    @Test
    void nothingIsReadForWhatTheStoreHolds() {
        repository = new FolderRepository(folder) {
            @Override
            public Optional<Lock> lock(String key) {
                return Optional.of(new Lock(NOW.plusSeconds(3600)));
            }
        };
        store(YESTERDAY);
        assertThat(goneBehind(daily("30d", 2), NEW)).isEmpty();
        assertThat(said).hasSize(2).allMatch(w -> w.endsWith("locked in the bucket until 2026-11-21T13:00:00Z"));
    }

    @Test
    void nothingGoesBehindABackupOfAnotherTier() {
        var manifest = Manifests.of("shop", "weekly", NOW.toString(), WEEKLY, new Manifest.Content(10, "00"));
        repository.put("shop/" + WEEKLY + "/manifest.json", ManifestFile.write(manifest));
        assertThat(goneBehind(TIERS, WEEKLY)).isEmpty();
        assertThat(left()).hasSize(4);
    }

    @Test
    void whatIsLockedStaysUntilTheLockEnds() {
        var until = NOW.plusSeconds(3600);
        repository = new FolderRepository(folder) {
            @Override
            public Optional<Lock> lock(String key) {
                return key.equals(data(OLDEST)) ? Optional.of(new Lock(until)) : Optional.empty();
            }
        };
        var plan = new Prune(catalog(), TIERS, Proof.byReading(progress), progress).run(NOW);
        assertThat(plan).extracting(Verdict::why).containsExactly(Why.NotExpired, Why.Expired, Why.Locked);
        assertThat(plan.getLast().until()).isEqualTo(until);
        assertThat(left()).containsExactly(NEW, OLDEST);
        assertThat(said).anySatisfy(w -> assertThat(w).contains("locked in the bucket until 2026-11-21T13:00:00Z"));
    }

    @Test
    void whatTheStoreRefusesToDeleteStaysAndHindersNoOther() {
        repository = new FolderRepository(folder) {
            @Override
            public void delete(String key) {
                if (key.contains(OLDEST)) {
                    throw new AgentException(Reason.RepositoryDenied, "refused");
                }
                super.delete(key);
            }
        };
        assertThat(run(Proof.byReading(progress))).containsExactly(Why.NotExpired, Why.Expired, Why.Refused);
        assertThat(left()).containsExactly(NEW, OLDEST);
    }

    @Test
    void whatIsPinnedBetweenPlanAndDeedStays() {
        repository = new FolderRepository(folder) {
            @Override
            public Optional<Lock> lock(String key) { // asked after the plan was made
                if (key.equals(data(OLD))) {
                    put("shop/" + OLD + "/pin.json", new byte[0]);
                }
                return super.lock(key);
            }
        };
        assertThat(run(Proof.byReading(progress))).containsExactly(Why.NotExpired, Why.Pinned, Why.Expired);
        assertThat(left()).containsExactly(NEW, OLD);
    }

    @Test
    void nothingGoesBehindOneThatAnotherDeletesWhileItIsReadBack() {
        Proof beside = backup -> {
            new Deletion(catalog(), List.of("shop"), b -> true, progress)
                    .run(new Deletion.Plan(List.of(backup.id()), List.of()));
            return true;
        };
        assertThat(run(beside)).containsExactly(Why.NotExpired, Why.AtLeast, Why.AtLeast);
        assertThat(left()).containsExactly(OLD, OLDEST);
        assertThat(said).anySatisfy(w -> assertThat(w).contains(OLD + " stays: expired, but " + NEW));
    }

    @Test
    void whatLosesItsRolesWhileOthersGoKeepsTheRest() {
        repository = new FolderRepository(folder) {
            @Override
            public void delete(String key) {
                super.delete(key);
                super.delete("shop/" + NEW + "/globals");
            }
        };
        assertThat(run(Proof.byReading(progress))).containsExactly(Why.NotExpired, Why.AtLeast, Why.Expired);
        assertThat(left()).containsExactly(NEW, OLD);
    }

    @Test
    void otherPoliciesAreNotTouched() {
        repository.put("other/" + OLD + "/data", new byte[1]);
        run(Proof.byReading(progress));
        assertThat(repository.list("other/")).hasSize(1);
    }
}
