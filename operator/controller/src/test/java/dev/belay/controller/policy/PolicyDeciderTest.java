package dev.belay.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.backup.BackupStatus;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.kube.Ownership;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyDeciderTest {
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
    private static final String ALL = "shop-policy shop-daily shop-weekly shop-drill";

    @ParameterizedTest
    @CsvSource({
        "'', " + ALL + ", '', ''",
        "daily=ours weekly=ours drill=ours, " + ALL + ", '', ''",
        "daily=orphan, " + ALL + ", '', ''",
        "daily=stranger, shop-policy shop-weekly shop-drill, '', CronJob shop-daily",
        "daily=another, shop-policy shop-weekly shop-drill, '', CronJob shop-daily",
        "daily=stranger weekly=stranger, shop-policy shop-drill, '', CronJob shop-daily CronJob shop-weekly",
        "hourly=ours, " + ALL + ", shop-hourly, ''",
        "hourly=orphan, " + ALL + ", '', ''",
        "hourly=stranger, " + ALL + ", '', ''",
        "hourly=another, " + ALL + ", '', ''",
    })
    void whichChildrenAreWritten(String live, String apply, String delete, String strangers) {
        var policy = policy("Retain");
        var decided = decide(policy, List.of(), cronJobs(live, policy), List.of());
        assertThat(names(decided.apply())).isEqualTo(apply);
        assertThat(names(decided.delete())).isEqualTo(delete);
        assertThat(String.join(" ", decided.strangers())).isEqualTo(strangers);
    }

    /** What ran until now goes on running, and what was promised of the data holds. */
    @ParameterizedTest
    @CsvSource({"Retain", "Delete"})
    void aBrokenPolicyChangesNothing(String deletionPolicy) {
        var policy = policy(deletionPolicy);
        var decided = decide(
                policy,
                List.of("spec.tiers: none"),
                cronJobs("hourly=ours", policy),
                List.of(backup("a"), backup("+b")));
        assertThat(decided).isEqualTo(new PolicyDecision(List.of(), List.of(), List.of(), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "Delete, a, a, ''",
        "Delete, +a, '', ''",
        "Delete, a:outdated, '', ''",
        "Delete, a:going, '', ''",
        "Delete, a:failed, '', ''",
        "Delete, +a:failed, '', a",
        "Delete, a +b c, a c, ''",
        "Retain, a, '', ''",
        "Retain, +a, '', a",
        "Retain, +a:outdated, '', a",
        "Retain, +a:going, '', ''",
        "Retain, a +b +c, '', b c",
    })
    void whichBackupsTakeTheirDataAlong(String deletionPolicy, String backups, String mark, String unmark) {
        var seen =
                Stream.of(backups.split(" ", -1)).map(PolicyDeciderTest::backup).toList();
        var decided = decide(policy(deletionPolicy), List.of(), Map.of(), seen);
        assertThat(names(decided.mark())).isEqualTo(mark);
        assertThat(names(decided.unmark())).isEqualTo(unmark);
    }

    private static PolicyDecision decide(
            BackupPolicy policy, List<String> broken, Map<String, CronJob> cronJobs, List<Backup> backups) {
        var seen = new PolicyObservation(
                policy, broken, Map.of(), cronJobs, Map.of(), backups, BackupHistory.of(backups, NOW), null);
        return new PolicyDecider(new AgentImage("agent:1", null)).decide(seen);
    }

    private static BackupPolicy policy(String deletionPolicy) {
        return Documents.read(
                BackupPolicy.class, Stage.policy("shop").stripTrailing() + "\n  deletionPolicy: " + deletionPolicy);
    }

    /** Such as {@code daily=ours}; orphans carry the policy's label and no owner, as a backup of the cluster restores them. */
    private static Map<String, CronJob> cronJobs(String text, BackupPolicy policy) {
        var byName = new LinkedHashMap<String, CronJob>();
        for (var one : text.isEmpty() ? List.<String>of() : List.of(text.split(" ", -1))) {
            var parts = one.split("=", -1);
            var name = "shop-" + parts[0];
            var cronJob = Documents.read(CronJob.class, "kind: CronJob\nmetadata: {name: " + name + "}");
            var metadata = cronJob.getMetadata();
            switch (parts[1]) {
                case "ours" -> metadata.setOwnerReferences(List.of(Ownership.by(policy)));
                case "orphan" -> metadata.setLabels(Map.of(Labels.POLICY, "shop"));
                case "another" -> {
                    metadata.setLabels(Map.of(Labels.POLICY, "shop"));
                    metadata.setOwnerReferences(List.of(new OwnerReferenceBuilder(Ownership.by(policy))
                            .withUid("uid-of-the-one-before")
                            .build()));
                }
                default -> metadata.setLabels(Map.of());
            }
            byName.put(name, cronJob);
        }
        return byName;
    }

    /** Such as {@code +a:going}: with the finalizer, and being deleted. */
    private static Backup backup(String text) {
        var parts = text.split(":", -1);
        var backup = Documents.read(Backup.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: %s}
                spec: {policyRef: {name: shop}}
                """.formatted(parts[0].replace("+", "")));
        if (text.startsWith("+")) {
            backup.getMetadata().setFinalizers(List.of(Labels.PURGE));
        }
        if (text.endsWith(":going")) {
            backup.getMetadata().setDeletionTimestamp(Documents.CREATED);
        }
        if (text.endsWith(":failed")) {
            backup.setStatus(Serialization.unmarshal("phase: Failed", BackupStatus.class));
        }
        if (text.endsWith(":outdated")) {
            backup.getMetadata().setAnnotations(Map.of(Labels.OUTDATED, "true"));
        }
        return backup;
    }

    private static String names(Collection<? extends HasMetadata> objects) {
        return objects.stream().map(one -> one.getMetadata().getName()).collect(Collectors.joining(" "));
    }
}
