package dev.belay.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.run.RunReport.BackupResult;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncPlanTest {
    private static final Instant LISTED = Instant.parse("2026-11-21T12:00:00Z");
    private static final BackupPolicy POLICY = Documents.read(BackupPolicy.class, Stage.policy("shop"));

    /** Objects: name:origin:phase:ids joined by +:hour of its end. The list has a backup of each hour that is named. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 2   |                                          | shop-b1 shop-b2 |       | 2
            1 2   | night:scheduled:Succeeded:B1:1           | shop-b2         |       | 2
            1 2   | mine::Succeeded:B1+B2:1                  |                 |       | 1
            1     | now::Running::1                          | shop-b1         |       | 1
            1     | old:scheduled:Succeeded:B0:0             | shop-b1         | old   | 1
            1     | old:synced:Succeeded:B0:0                | shop-b1         | old   | 1
            1     | mine::Succeeded:B0:0                     | shop-b1         |       | 1
            1     | gate:migration:Succeeded:B0:0            | shop-b1         |       | 1
            1     | bad:scheduled:Failed:B0:0                | shop-b1         |       | 1
            1     | all:scheduled:Succeeded:B0+B1:0          |                 |       | 1
            1     | young:scheduled:Succeeded:B9:12          | shop-b1         |       | 1
            1     | run:scheduled:Succeeded:B1:1 shop-b1:synced:Succeeded:B1:1 | | shop-b1 | 1
            1 cut | old:scheduled:Succeeded:B0:0             | shop-b1         |       | 1
            """)
    void bringsTheObjectsInStep(String list, String objects, String create, String delete, int records) {
        var hours = Arrays.stream(list.split(" ", -1))
                .filter(hour -> !hour.equals("cut"))
                .toList();
        var listing = new Listing(hours.stream().map(SyncPlanTest::found).toList(), !list.contains("cut"));
        var backups = objects == null
                ? List.<Backup>of()
                : Arrays.stream(objects.split(" ", -1))
                        .map(SyncPlanTest::backup)
                        .toList();
        var plan = SyncPlan.of(POLICY, listing, LISTED, backups);
        assertThat(names(plan.create())).containsExactlyInAnyOrderElementsOf(words(create));
        assertThat(names(plan.delete())).containsExactlyInAnyOrderElementsOf(words(delete));
        assertThat(plan.records()).isEqualTo(records);
    }

    /** They are no records of ours, and what created them would create them again. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1     | mine::Succeeded:B0:0           | mine |
            1     | gate:migration:Succeeded:B0:0  | gate |
            1     | mine::Succeeded:B1:1           |      |
            1     | mine::Succeeded:B0:12          |      |
            1     | mine::Failed:B0:0              |      |
            1 cut | mine::Succeeded:B0:0           |      |
            1     | gone::Succeeded:B0:0           |      |
            1     | gone::Succeeded:B1:1           |      | gone
            """)
    void whatSomebodyOrderedStaysAndIsKnownToBeGone(String list, String object, String gone, String back) {
        var listing = new Listing(List.of(found("1")), !list.contains("cut"));
        var backup = backup(object);
        if (object.startsWith("gone")) {
            backup.getMetadata().setAnnotations(Map.of(Labels.GONE, "2026-11-20T00:00:00Z"));
        }
        var plan = SyncPlan.of(POLICY, listing, LISTED, List.of(backup));
        assertThat(plan.delete()).isEmpty();
        assertThat(names(plan.gone())).isEqualTo(words(gone));
        assertThat(names(plan.back())).isEqualTo(words(back));
    }

    @Test
    void aRecordTellsWhatItWasMadeOf() {
        var record = SyncPlan.of(POLICY, new Listing(List.of(found("1")), true), LISTED, List.of())
                .create()
                .getFirst();
        assertThat(record.getMetadata().getLabels())
                .containsEntry(Labels.POLICY, "shop")
                .containsEntry(Labels.ORIGIN, "synced")
                .containsEntry(Labels.TIER, "daily");
        assertThat(record.getMetadata().getOwnerReferences()).isEmpty();
        assertThat(record.getMetadata().getAnnotations().get(Labels.LISTED)).contains("\"id\":\"B1\"");
    }

    @Test
    void ofManyBackupsTheNewestOfEachTierAreRecorded() {
        var many = Stream.of("a", "b", "c", "d", "e")
                .flatMap(tier -> IntStream.range(0, 60)
                        .mapToObj(i -> result("%s%02d".formatted(tier, i), tier, LISTED.minusSeconds(60L * i))))
                .toList();
        var names = names(
                SyncPlan.of(POLICY, new Listing(many, true), LISTED, List.of()).create());
        assertThat(names)
                .hasSize(SyncPlan.MOST)
                .contains("shop-a00", "shop-e39")
                .doesNotContain("shop-a50", "shop-e50");
        var ofOne = many.stream().filter(found -> "a".equals(found.tier())).toList();
        assertThat(SyncPlan.of(POLICY, new Listing(ofOne, true), LISTED, List.of())
                        .create())
                .hasSize(50);
    }

    private static BackupResult found(String hour) {
        return result("B" + hour, "daily", at(hour));
    }

    private static BackupResult result(String id, String tier, Instant at) {
        return new BackupResult(id, "shop", tier, at.toString(), at.toString(), 2, 1, 1, 1, null, null);
    }

    private static Instant at(String hour) {
        return Instant.parse("2026-11-21T%02d:00:00Z".formatted(Integer.parseInt(hour)));
    }

    private static Backup backup(String text) {
        var part = text.split(":", -1);
        var ids = part[3].split("\\+", -1);
        return Documents.read(Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: %s, labels: {belay.dev/origin: '%s'}}
                spec: {policyRef: {name: shop}, tier: daily}
                status: {phase: %s, completedAt: '%s'%s}
                """.formatted(
                part[0],
                part[1],
                part[2],
                at(part[4]),
                ids[0].isEmpty()
                        ? ""
                        : ", id: " + ids[0] + ", databases: {saved: 2, backups: ["
                                + String.join(
                                        ", ",
                                        Arrays.stream(ids)
                                                .map("{database: x, id: %s}"::formatted)
                                                .toList()) + "]}"));
    }

    private static List<String> names(List<Backup> backups) {
        return backups.stream().map(one -> one.getMetadata().getName()).toList();
    }

    private static List<String> words(String text) {
        return text == null ? List.of() : List.of(text.split(" ", -1));
    }
}
