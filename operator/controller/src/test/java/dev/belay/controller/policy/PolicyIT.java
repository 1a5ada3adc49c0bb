package dev.belay.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.BackupPolicy;
import dev.belay.api.status.Condition;
import dev.belay.controller.kube.OwnFields;
import dev.belay.controller.real.OnRealCluster;
import dev.belay.controller.real.RealCluster;
import dev.belay.controller.real.Reports;
import dev.belay.controller.real.Stage;
import dev.belay.controller.status.Conditions;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnRealCluster.class)
class PolicyIT {
    private Stage stage;

    @BeforeEach
    void open(RealCluster cluster) throws IOException {
        stage = Stage.of(cluster, "policy");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aPolicyBecomesCronJobsThatRunTheAgentWithoutRights() throws Exception {
        stage.createPolicy("shop");
        var policy = stage.awaitReason("shop", "Ready", "Reconciled");

        assertThat(stage.list(CronJob.class))
                .extracting(cronJob -> cronJob.getMetadata().getName())
                .containsExactlyInAnyOrder("shop-daily", "shop-weekly", "shop-drill");
        var daily = stage.get(CronJob.class, "shop-daily").getSpec();
        assertThat(daily.getTimeZone()).isEqualTo("Europe/Berlin");
        assertThat(daily.getConcurrencyPolicy()).isEqualTo("Forbid");
        assertThat(stage.get(CronJob.class, "shop-weekly").getSpec().getTimeZone())
                .isEqualTo("Etc/UTC");

        var pod = daily.getJobTemplate().getSpec().getTemplate().getSpec();
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getContainers().getFirst().getArgs())
                .containsExactly(
                        "backup",
                        "create",
                        "--tier",
                        "daily",
                        "--policy",
                        "/etc/belay/policy/policy.yaml",
                        "--secrets",
                        "/etc/belay/secrets",
                        "--output",
                        "json",
                        "--report",
                        "/dev/termination-log");
        assertThat(mounts("shop-daily"))
                .contains("/etc/belay/secrets/shop-db", "/etc/belay/secrets/shop-s3")
                .doesNotContain("/etc/belay/secrets/shop-age");
        assertThat(mounts("shop-drill")).contains("/etc/belay/secrets/shop-age");
        assertThat(stage.get(ConfigMap.class, "shop-policy").getData().get("policy.yaml"))
                .contains("kind: \"BackupPolicy\"", "bucket: \"backups\"");
        assertThat(policy.getStatus().nextRun()).isNotNull();
        assertThat(policy.getStatus().observedGeneration()).isEqualTo(1);
    }

    private List<String> mounts(String cronJob) {
        return stage
                .get(CronJob.class, cronJob)
                .getSpec()
                .getJobTemplate()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getVolumeMounts()
                .stream()
                .map(mount -> mount.getMountPath())
                .toList();
    }

    @Test
    void aDeletedStatusComesBackByItself() throws Exception {
        stage.create(Stage.policy("calm").replace("  jobTemplate:", "  suspend: true\n  jobTemplate:"));
        stage.createSecrets();
        var before = stage.awaitReason("calm", "Ready", "Suspended");
        stage.cluster()
                .kubectl(
                        "-n",
                        stage.namespace(),
                        "patch",
                        "bp",
                        "calm",
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        "{\"status\":null}");
        var after = stage.awaitReason("calm", "Ready", "Suspended");
        assertThat(after.getMetadata().getResourceVersion())
                .isNotEqualTo(before.getMetadata().getResourceVersion());
    }

    @Test
    void aWebhookThatIsAwayIsToldAndHoldsUpNothingElse() throws Exception {
        var name = "away-" + stage.namespace();
        stage.cluster().apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: %1$s}
                webhooks:
                - name: away.example.org
                  failurePolicy: Fail
                  sideEffects: None
                  admissionReviewVersions: [v1]
                  clientConfig: {url: "https://127.0.0.1:1/away"}
                  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %2$s}}
                  rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps]}]
                """.formatted(name, stage.namespace()));
        var probe = """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: probe, namespace: %s}
                """.formatted(stage.namespace());
        Stage.await(() -> refusal(probe).contains("away.example.org"), () -> "the API server does not ask it");
        try {
            stage.createPolicy("shop");
            var refused = stage.awaitReason("shop", "Ready", "ApplyRefused");
            assertThat(Conditions.find(refused.getStatus().conditions(), "Ready"))
                    .hasValueSatisfying(ready -> assertThat(ready.message()).contains("away.example.org"));
            assertThat(stage.list(CronJob.class)).hasSize(3);
        } finally {
            stage.cluster().kubectl("delete", "validatingwebhookconfiguration", name);
        }
        stage.awaitReason("shop", "Ready", "Reconciled");
    }

    @Test
    void whatTheApiServerRefusesKeepsNothingElseFromBeingMadeAndIsTriedAgain() throws Exception {
        var probe = """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: probe-daily, namespace: %s}
                spec:
                  schedule: "0 2 * * *"
                  suspend: true
                  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: one, image: none}]}}}}
                """.formatted(stage.namespace());
        stage.refuse(
                "batch/cronjobs",
                "!object.metadata.name.endsWith('-daily')",
                "nothing daily here",
                () -> refusal(probe));
        stage.createPolicy("shop");

        var refused = stage.awaitReason("shop", "Ready", "ApplyRefused");
        assertThat(Conditions.find(refused.getStatus().conditions(), "Ready"))
                .hasValueSatisfying(ready -> assertThat(ready.message()).contains("nothing daily here"));
        assertThat(stage.list(CronJob.class))
                .extracting(cronJob -> cronJob.getMetadata().getName())
                .containsExactlyInAnyOrder("shop-weekly", "shop-drill");

        stage.refuseNoMore();
        stage.awaitReason("shop", "Ready", "Reconciled");
        assertThat(stage.get(CronJob.class, "shop-daily")).isNotNull();
    }

    @Test
    void theJobsPassTheRestrictedLevelOfPodSecurity() throws Exception {
        stage.cluster().kubectl("label", "ns", stage.namespace(), "pod-security.kubernetes.io/enforce=restricted");
        stage.createPolicy("shop");
        stage.create(Stage.policy("geo").replace("readiness: [select 1]", "image: 'postgis/postgis:17-3.5'"));
        stage.awaitReason("shop", "Ready", "Reconciled");
        stage.awaitReason("geo", "Ready", "Reconciled");
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "geo-1", "--from=cronjob/geo-drill");
        Stage.await(() -> stage.podOf("geo-1").isPresent(), () -> "Pod Security let no drill with a sidecar in");
        var sidecar =
                stage.podOf("geo-1").orElseThrow().getSpec().getInitContainers().getFirst();
        assertThat(sidecar.getRestartPolicy()).isEqualTo("Always");
        assertThat(stage.get(ConfigMap.class, "geo-policy").getData().get("passwd"))
                .contains(":65532:");
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "drill-1", "--from=cronjob/shop-drill");
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "daily-1", "--from=cronjob/shop-daily");

        Stage.await(() -> stage.podOf("drill-1").isPresent(), () -> "Pod Security let no drill's pod in");
        Stage.await(() -> stage.podOf("daily-1").isPresent(), () -> "Pod Security let no backup's pod in");
    }

    @Test
    void aForeignEditIsTakenBackAndARemovedTierGoes() throws Exception {
        stage.createPolicy("shop");
        stage.awaitReason("shop", "Ready", "Reconciled");

        stage.cluster()
                .client()
                .resource(stage.get(CronJob.class, "shop-daily"))
                .edit(cronJob -> cronJob.edit()
                        .editSpec()
                        .withSchedule("1 1 1 1 *")
                        .endSpec()
                        .build());
        stage.await(CronJob.class, "shop-daily", cronJob -> cronJob.getSpec()
                .getSchedule()
                .equals("0 2 * * *"));

        patch("shop", "[{\"op\":\"remove\",\"path\":\"/spec/tiers/1\"}]");
        Stage.await(() -> stage.find(CronJob.class, "shop-weekly").isEmpty(), () -> "the removed tier's CronJob stays");
        assertThat(stage.find(CronJob.class, "shop-daily")).isPresent();
    }

    @Test
    void aForeignEditOfWhileNoOperatorWasThereIsTakenBack() throws Exception {
        stage.createPolicy("shop");
        stage.awaitReason("shop", "Ready", "Reconciled");
        stage.stopOperator();
        stage.cluster()
                .kubectl(
                        "-n",
                        stage.namespace(),
                        "patch",
                        "cronjob",
                        "shop-daily",
                        "-p",
                        "{\"spec\":{\"suspend\":true}}");
        stage.cluster()
                .kubectl(
                        "-n",
                        stage.namespace(),
                        "patch",
                        "configmap",
                        "shop-policy",
                        "-p",
                        "{\"data\":{\"policy.yaml\":\"\"}}");

        stage.startOperator();

        stage.await(CronJob.class, "shop-daily", cronJob -> !cronJob.getSpec().getSuspend());
        stage.await(ConfigMap.class, "shop-policy", file -> !file.getData()
                .get("policy.yaml")
                .isEmpty());
    }

    @Test
    void aNewPolicyIsOneStatusAndNoEvent() throws Exception {
        stage.createPolicy("shop");
        var policy = stage.awaitReason("shop", "Ready", "Reconciled");

        assertThat(policy.getStatus().conditions())
                .extracting(Condition::type)
                .containsExactly("Ready", "BackedUp", "Restorable", "Healthy", "Running");
        assertThat(policy.getMetadata().getManagedFields())
                .filteredOn(entry -> "status".equals(entry.getSubresource()))
                .hasSize(1);
        assertThat(stage.events("shop")).isEmpty();
    }

    @Test
    void whatAPolicyFollowsIsSaidByAnotherSliceAndTakenBackAgain() throws Exception {
        stage.createPolicy("shop");
        stage.awaitReason("shop", "Healthy", "NoService");
        patch("shop", "[{\"op\":\"add\",\"path\":\"/spec/service\",\"value\":{\"name\":\"nobody\",\"port\":8080}}]");
        stage.awaitReason("shop", "Healthy", "ServiceUnreachable");
        patch("shop", "[{\"op\":\"remove\",\"path\":\"/spec/service\"}]");
        stage.awaitReason("shop", "Healthy", "NoService");
        stage.await(
                BackupPolicy.class,
                "shop",
                found -> found.getStatus().health() == null
                        && found.getMetadata().getManagedFields().stream()
                                .filter(entry -> "belay-pause".equals(entry.getManager()))
                                .noneMatch(
                                        entry -> entry.getFieldsV1().toString().contains("f:conditions")));
        assertThat(stage.get(BackupPolicy.class, "shop").getStatus().conditions())
                .hasSize(5);
    }

    @Test
    void suspendStopsTheScheduleAndSaysSo() throws Exception {
        stage.createPolicy("shop");
        stage.awaitReason("shop", "Ready", "Reconciled");
        patch("shop", "[{\"op\":\"add\",\"path\":\"/spec/suspend\",\"value\":true}]");

        var policy = stage.awaitReason("shop", "Ready", "Suspended");
        assertThat(policy.getStatus().nextRun()).isNull();
        assertThat(stage.get(CronJob.class, "shop-daily").getSpec().getSuspend())
                .isTrue();
    }

    @Test
    void aSteadyStateIsWrittenToByNobody() throws Exception {
        stage.createPolicy("shop");
        stage.awaitReason("shop", "Ready", "Reconciled");
        stage.awaitReason("shop", "Running", "NotPaused");
        var before = versions();

        stage.stopOperator();
        stage.startOperator();
        // Another label on a child makes its policy be looked at again.
        stage.cluster().kubectl("-n", stage.namespace(), "label", "cronjob", "shop-daily", "theirs=1");
        before.put("CronJob shop-daily", version(stage.get(CronJob.class, "shop-daily")));
        Stage.pause(Duration.ofSeconds(3));

        assertThat(versions()).isEqualTo(before);
    }

    private Map<String, String> versions() {
        var versions = new TreeMap<String, String>();
        for (var kind : List.of(BackupPolicy.class, CronJob.class, ConfigMap.class)) {
            for (HasMetadata object : stage.list(kind)) {
                versions.put(object.getKind() + " " + object.getMetadata().getName(), version(object));
            }
        }
        return versions;
    }

    private static String version(HasMetadata object) {
        return object.getMetadata().getResourceVersion();
    }

    @Test
    void whatIsAskedForInOddUnitsStillCountsAsTheSame() throws Exception {
        stage.createSecrets();
        stage.create(
                Stage.policy("odd")
                        .replace(
                                "jobTemplate: {backoffLimit: 0}",
                                "jobTemplate: {resources: {requests: {cpu: '0.5', memory: 1024Mi}, limits: {cpu: 1000m, memory: 2000000k}}}"));
        stage.awaitReason("odd", "Ready", "Reconciled");
        var live = stage.get(CronJob.class, "odd-daily");
        var desired = DesiredChildren.of(
                stage.get(BackupPolicy.class, "odd"),
                new dev.belay.controller.kube.AgentImage("belay/agent:test", "Never"));

        assertThat(OwnFields.match(live, desired.cronJobs().getFirst(), "belay"))
                .isTrue();
    }

    @Test
    void aStrangersCronJobIsLeftAlone() throws Exception {
        stage.createSecrets();
        stage.cluster()
                .kubectl(
                        "-n",
                        stage.namespace(),
                        "create",
                        "cronjob",
                        "shop-daily",
                        "--image=theirs",
                        "--schedule=5 5 * * *");
        stage.create(Stage.policy("shop"));

        var policy = stage.awaitReason("shop", "Ready", "NameConflict");
        assertThat(message(policy)).contains("CronJob shop-daily", "Delete it, or rename");
        assertThat(stage.get(CronJob.class, "shop-daily").getSpec().getSchedule())
                .isEqualTo("5 5 * * *");
        assertThat(stage.find(CronJob.class, "shop-weekly")).isPresent();
    }

    @Test
    void aMissingSecretIsNamedWithItsKeysAndHealsByItself() throws Exception {
        stage.stopOperator();
        stage.seeSecrets();
        stage.startOperator();
        stage.create(Stage.policy("shop"));
        var policy = stage.awaitReason("shop", "Ready", "SecretNotFound");
        assertThat(message(policy))
                .contains(
                        "Secret 'shop-db' does not exist",
                        "username and password",
                        "shop-s3",
                        "accessKeyId",
                        "identity");
        Stage.await(
                () -> stage.events("shop").stream()
                        .anyMatch(event -> event.getReason().equals("SecretNotFound")
                                && event.getType().equals("Warning")),
                () -> "no event of the missing Secret");

        stage.createSecrets();
        stage.awaitReason("shop", "Ready", "Reconciled");
    }

    @Test
    void whatTheApiServerCannotSeeIsSaidInTheStatus() throws Exception {
        stage.createSecrets();
        stage.create(Stage.policy("cron").replace("0 2 * * *", "99 2 * * *"));
        stage.create(Stage.policy("zone").replace("Europe/Berlin", "Europe/Atlantis"));
        stage.create(Stage.policy("claim").replaceFirst("s3: .*", "volume: {path: shop}"));
        stage.create(
                Stage.policy("climbs").replaceFirst("s3: .*", "volume: {claimName: backups, path: ../../../../tmp}"));

        assertThat(message(stage.awaitReason("cron", "Ready", "InvalidSpec"))).contains("spec.tiers[daily].schedule");
        assertThat(message(stage.awaitReason("climbs", "Ready", "InvalidSpec"))).contains("volume.path");
        assertThat(message(stage.awaitReason("zone", "Ready", "InvalidSpec")))
                .contains("Europe/Atlantis", "write an IANA name");
        assertThat(message(stage.awaitReason("claim", "Ready", "InvalidSpec")))
                .contains("claimName", "PersistentVolumeClaim");
        assertThat(stage.list(CronJob.class)).isEmpty();
    }

    @Test
    void theDrillProvesThatARestoreWorks() throws Exception {
        stage.createPolicy("shop");
        stage.awaitReason("shop", "Restorable", "NoDrillYet");
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", "drill-1", "--from=cronjob/shop-drill");
        stage.endPodOf("drill-1", 0, Reports.drill(true, "b1", 42));

        var policy = stage.awaitReason("shop", "Restorable", "DrillPassed");
        assertThat(policy.getStatus().lastDrill().rto()).isEqualTo("42s");

        stage.cluster().kubectl("-n", stage.namespace(), "delete", "job", "drill-1");
        Stage.await(() -> stage.podOf("drill-1").isEmpty(), () -> "the pod stays");
        assertThat(stage.get(BackupPolicy.class, "shop").getStatus().lastDrill())
                .isNotNull();
    }

    private static String message(BackupPolicy policy) {
        return Conditions.find(policy.getStatus().conditions(), Conditions.READY)
                .orElseThrow()
                .message();
    }

    private void patch(String policy, String jsonPatch) throws Exception {
        stage.cluster().kubectl("-n", stage.namespace(), "patch", "bp", policy, "--type=json", "-p", jsonPatch);
    }

    private String refusal(String document) {
        try {
            return stage.cluster().refusal(document, "create", "--dry-run=server", "-f", "-");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
