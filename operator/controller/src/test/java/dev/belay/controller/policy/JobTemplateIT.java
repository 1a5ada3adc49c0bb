package dev.belay.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.status.Phase;
import dev.belay.controller.real.OnRealCluster;
import dev.belay.controller.real.RealCluster;
import dev.belay.controller.real.Reports;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Jobs of a policy in a namespace that lets nothing in but what passes the Pod Security level restricted. */
@ExtendWith(OnRealCluster.class)
class JobTemplateIT {
    private static final String TEMPLATE = """
            {backoffLimit: 0, serviceAccountName: writer, imagePullSecrets: [{name: pull}], labels: {team: shop},
              annotations: {sidecar.istio.io/inject: 'true'}, sidecarQuitUrl: 'http://127.0.0.1:15020/quitquitquit',
              nodeSelector: {disk: ssd}, tolerations: [{key: backup, operator: Exists}], activeDeadlineSeconds: 600,
              resources: {limits: {cpu: '1', memory: 1Gi}},
              affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference:
                {matchExpressions: [{key: disk, operator: In, values: [ssd]}]}}]}}}""";

    private Stage stage;

    @BeforeEach
    void open(RealCluster cluster) throws Exception {
        stage = Stage.of(cluster, "template");
        cluster.kubectl("label", "namespace", stage.namespace(), "pod-security.kubernetes.io/enforce=restricted");
        stage.createSecrets();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void everyTasksPodPassesRestrictedWithEveryFieldOfTheTemplate() throws Exception {
        stage.cluster().kubectl("-n", stage.namespace(), "create", "serviceaccount", "writer");
        stage.create(Stage.policy("shop").replace("{backoffLimit: 0}", TEMPLATE));
        stage.awaitReason("shop", "Ready", "Reconciled");
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "night", "--from=cronjob/shop-daily");
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "drill", "--from=cronjob/shop-drill");
        stage.create("""
                apiVersion: belay.dev/v1alpha1
                kind: Restore
                metadata: {name: back}
                spec: {policyRef: {name: shop}, source: {latest: {}}, target: {database: copy}}
                """);
        stage.create("""
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: now}
                spec: {policyRef: {name: shop}}
                """);
        Stage.await(
                () -> stage.list(Pod.class).stream()
                        .map(pod -> pod.getMetadata().getLabels().get(Labels.TASK))
                        .sorted()
                        .toList()
                        .equals(List.of("backup", "backup", "drill", "restore", "sync")),
                () -> "not every Job has its pod: " + stage.list(Pod.class));
        assertThat(stage.list(Pod.class)).allSatisfy(pod -> {
            assertThat(pod.getMetadata().getLabels()).containsEntry("team", "shop");
            assertThat(pod.getMetadata().getAnnotations()).containsEntry("sidecar.istio.io/inject", "true");
            assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("writer");
            assertThat(pod.getSpec().getVolumes()).noneMatch(volume -> volume.getProjected() != null);
            assertThat(pod.getSpec().getImagePullSecrets())
                    .extracting(secret -> secret.getName())
                    .containsExactly("pull");
            assertThat(pod.getSpec().getAffinity().getNodeAffinity()).isNotNull();
        });
        // What is there is what we want: nothing is written again.
        var before = stage.get(CronJob.class, "shop-daily").getMetadata().getResourceVersion();
        stage.stopOperator();
        stage.startOperator();
        Stage.pause(Duration.ofSeconds(3));
        assertThat(stage.get(CronJob.class, "shop-daily").getMetadata().getResourceVersion())
                .isEqualTo(before);
    }

    @Test
    void aJobThatGetsNoPodIsToldWithinAMinute() throws Exception {
        stage.create(Stage.policy("shop").replace("{backoffLimit: 0}", TEMPLATE));
        stage.awaitReason("shop", "Ready", "Reconciled");
        var began = Instant.now();
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "night", "--from=cronjob/shop-daily");
        var backup = stage.awaitBackup(
                "night", status -> status.conditions().getFirst().reason().equals("NoPod"));
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMinutes(1));
        assertThat(backup.getStatus().phase()).isEqualTo(Phase.Running);
        assertThat(backup.getStatus().conditions().getFirst().message())
                .contains("service account", "kubectl describe job night");
        stage.cluster().kubectl("-n", stage.namespace(), "create", "serviceaccount", "writer");
        stage.endPodOf("night", 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.awaitBackup("night", status -> status.phase() == Phase.Succeeded);
    }

    @Test
    void aStuckRunDoesNotHoldUpTheNextTier() throws Exception {
        stage.create(Stage.policy("shop"));
        stage.awaitReason("shop", "Ready", "Reconciled");
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "stuck", "--from=cronjob/shop-daily");
        stage.awaitBackup("stuck", status -> status.phase() == Phase.Running);
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "sunday", "--from=cronjob/shop-weekly");
        stage.endPodOf("sunday", 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.awaitBackup("sunday", status -> status.phase() == Phase.Succeeded);
        assertThat(stage.awaitReason("shop", "BackedUp", "ObjectiveMet")
                        .getStatus()
                        .lastSuccess()
                        .backup())
                .isEqualTo("sunday");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "labels: {belay.dev/task: x}                      | labels that begin with belay.dev/",
                "annotations: {belay.dev/requested-by: x}         | annotations that begin with belay.dev/",
                "sidecarQuitUrl: 'http://evil.example/quit'       | spec.jobTemplate.sidecarQuitUrl",
                "sidecarQuitUrl: 'http://127.0.0.1:80@evil/quit'  | spec.jobTemplate.sidecarQuitUrl",
            },
            quoteCharacter = '`')
    void aTemplateThatCannotBeRightIsRefused(String template, String message) throws Exception {
        var document = Stage.policy("bad").replace("{backoffLimit: 0}", "{" + template + "}");
        assertThat(stage.cluster().refusal(document)).contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{nodeAffinity: ssd}    | InvalidSpec",
                "{nodeAfinity: {}}      | ApplyRefused",
            })
    void anAffinityThatIsNoneIsToldByThePolicy(String affinity, String reason) throws Exception {
        stage.create(Stage.policy("odd").replace("{backoffLimit: 0}", "{affinity: " + affinity + "}"));
        var ready = stage.await(
                BackupPolicy.class,
                "odd",
                policy -> policy.getStatus() != null
                        && policy.getStatus().conditions().stream()
                                .anyMatch(one -> one.type().equals("Ready")));
        assertThat(ready.getStatus().conditions())
                .filteredOn(one -> one.type().equals("Ready"))
                .allSatisfy(condition -> {
                    assertThat(condition.reason()).isEqualTo(reason);
                    assertThat(condition.message()).contains("nodeAf");
                });
    }
}
