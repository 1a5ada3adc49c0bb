package dev.belay.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.BackupPolicy;
import dev.belay.controller.real.OnRealCluster;
import dev.belay.controller.real.RealCluster;
import dev.belay.controller.real.Reports;
import dev.belay.controller.real.Stage;
import dev.belay.controller.status.Conditions;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnRealCluster.class)
class ObjectiveIT {
    private static final int RPO_SECONDS = 12;

    @Test
    void anObjectiveIsMissedAtItsMomentAndNothingIsWrittenBefore(RealCluster cluster) throws Exception {
        try (var stage = Stage.of(cluster, "objective")) {
            stage.createSecrets();
            stage.create(Stage.policy("shop").replace("rpo: 25h", "rpo: " + RPO_SECONDS + "s"));
            stage.awaitReason("shop", "Ready", "Reconciled");
            stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "night", "--from=cronjob/shop-daily");
            var saved = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            stage.endPodOf("night", 0, Reports.goodBackup("b1", saved.toString()));
            stage.awaitReason("shop", "BackedUp", "ObjectiveMet");

            var seen = new CopyOnWriteArrayList<String>();
            try (var informer = cluster.client()
                    .resources(BackupPolicy.class)
                    .inNamespace(stage.namespace())
                    .inform(new Reasons(seen))) {
                var policy = stage.awaitReason("shop", "BackedUp", "ObjectiveMissed");
                var missed = Conditions.find(policy.getStatus().conditions(), Conditions.BACKED_UP)
                        .orElseThrow();
                assertThat(Instant.parse(missed.lastTransitionTime())).isAfterOrEqualTo(saved.plusSeconds(RPO_SECONDS));
                Stage.await(() -> seen.contains("ObjectiveMissed"), () -> informer + " saw " + seen);
                // One version as it began, and one with the miss: nothing was written because time passed.
                assertThat(seen).containsExactly("ObjectiveMet", "ObjectiveMissed");
            }
            Stage.await(
                    () -> stage.events("shop").stream()
                            .anyMatch(event -> event.getReason().equals("ObjectiveMissed")
                                    && event.getType().equals("Warning")),
                    () -> "no event of the missed objective");
        }
    }

    /** Of each version of a policy. */
    private record Reasons(List<String> seen) implements ResourceEventHandler<BackupPolicy> {
        @Override
        public void onAdd(BackupPolicy policy) {
            Conditions.find(policy.getStatus().conditions(), Conditions.BACKED_UP)
                    .ifPresent(condition -> seen.add(condition.reason()));
        }

        @Override
        public void onUpdate(BackupPolicy before, BackupPolicy now) {
            if (!before.getMetadata()
                    .getResourceVersion()
                    .equals(now.getMetadata().getResourceVersion())) {
                onAdd(now);
            }
        }

        @Override
        public void onDelete(BackupPolicy policy, boolean unknown) {
            seen.add("deleted");
        }
    }
}
