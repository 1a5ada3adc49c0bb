package dev.belay.controller.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.api.Backup;
import dev.belay.api.Labels;
import dev.belay.api.Migration;
import dev.belay.controller.real.OnRealCluster;
import dev.belay.controller.real.RealCluster;
import dev.belay.controller.real.Reports;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The chart's admission policies, held by the API server itself against whoever may edit a namespace. */
@ExtendWith(OnRealCluster.class)
class AdmissionIT {
    private static final Path POLICIES = Path.of(System.getProperty("belay.root"), "charts/belay/admission");
    private static final String HELD = "ValidatingAdmissionPolicy";

    private Stage stage;

    @BeforeEach
    void open(RealCluster cluster) throws Exception {
        stage = Stage.of(cluster, "admission");
        for (var name : List.of("gate", "marks")) {
            cluster.kubectl("apply", "-f", POLICIES.resolve(name + ".yaml").toString());
        }
        for (var name : List.of("belay-gate", "belay-marks", "belay-pods")) {
            cluster.apply("""
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingAdmissionPolicyBinding
                    metadata: {name: %s}
                    spec: {policyName: %s, validationActions: [Deny]}
                    """.formatted(name, name));
        }
        cluster.apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: belay-edit, labels: {rbac.authorization.k8s.io/aggregate-to-edit: "true"}}
                rules:
                - apiGroups: [belay.dev]
                  resources: [backuppolicies, backups, restores, migrations]
                  verbs: [get, list, watch, create, update, patch, delete, deletecollection]
                """);
        kubectl("create", "serviceaccount", "dev");
        kubectl("create", "rolebinding", "dev", "--clusterrole=edit", "--serviceaccount=" + stage.namespace() + ":dev");
        stage.createPolicy("shop");
        stage.awaitReason("shop", "Ready", "Reconciled");
        var unheld = job("probe", "belay.dev/gate: shop", "suspend: false");
        Stage.await(() -> refusal(unheld).contains(HELD), () -> "the policies do not hold");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void nobodyElseResumesAGatedJob() throws Exception {
        var gated = "belay.dev/gate: shop";
        assertThat(refusal(job("v2", gated, "suspend: false"))).contains(HELD, "suspend: true");
        assertThat(refusal(job("v2", gated, "suspend: true"))).isEmpty();
        var resumed = job("v2", gated, "suspend: false");
        for (var attempt : List.of(
                List.of("patch", "job", "v2", "--type=merge", "-p", "{\"spec\":{\"suspend\":false}}"),
                List.of("patch", "job", "v2", "--type=strategic", "-p", "{\"spec\":{\"suspend\":null}}"),
                List.of(
                        "patch",
                        "job",
                        "v2",
                        "--type=json",
                        "-p",
                        "[{\"op\":\"replace\",\"path\":\"/spec/suspend\",\"value\":false}]"),
                List.of("label", "job", "v2", "belay.dev/gate-"),
                List.of("label", "job", "v2", "--overwrite", "belay.dev/gate=other"))) {
            assertThat(refused(attempt)).as(String.join(" ", attempt)).contains(HELD);
        }
        assertThat(refusal(resumed, "apply", "--server-side", "--force-conflicts", "-f", "-"))
                .contains(HELD);
        var live = as("get", "job", "v2", "-o", "yaml");
        assertThat(live).contains("suspend: true");
        assertThat(refusal(live.replace("suspend: true", "suspend: false"), "replace", "-f", "-"))
                .contains(HELD);
        for (var subresource : List.of("status", "scale")) {
            assertThat(refused(List.of(
                            "patch",
                            "job",
                            "v2",
                            "--subresource=" + subresource,
                            "--type=merge",
                            "-p",
                            "{\"metadata\":{\"labels\":{\"belay.dev/gate\":null}},\"spec\":{\"suspend\":false}}")))
                    .isNotEmpty();
        }
        // What it only says of itself opens nothing.
        as("annotate", "job", "v2", "--overwrite", "belay.dev/gate-backup=forged", "belay.dev/gate-reason=Open");
        as("delete", "job", "v2");
        assertThat(refusal(resumed)).contains(HELD);
        assertThat(refusal(job("v2", gated, "suspend: true"))).isEmpty();
        assertThat(stage.get(Job.class, "v2").getSpec().getSuspend()).isTrue();
    }

    /** An administrator may resume, and that is said of the Job; past the gate without a trace nobody gets. */
    @Test
    void anAdministratorResumesAndDoesNothingElse() throws Exception {
        var gated = "belay.dev/gate: shop";
        assertThat(stage.cluster()
                        .refusal(job("v2", gated, "suspend: false"), "-n", stage.namespace(), "create", "-f", "-"))
                .contains(HELD, "suspend: true");
        assertThat(stage.cluster()
                        .refusal(job("v2", gated, "suspend: true"), "-n", stage.namespace(), "create", "-f", "-"))
                .isEmpty();
        assertThatThrownBy(() -> kubectl("label", "job", "v2", "belay.dev/gate-"))
                .hasMessageContaining(HELD);
        kubectl("patch", "job", "v2", "--type=merge", "-p", "{\"spec\":{\"suspend\":false}}");
        stage.await(Job.class, "v2", found -> "GatePassed"
                .equals(found.getMetadata().getAnnotations().get(Labels.GATE_REASON)));
    }

    @Test
    void aJobThatRunsCannotBeMadeToLookGated() throws Exception {
        assertThat(refusal(job("plain", "team: shop", "suspend: false"))).isEmpty();
        assertThat(refused(List.of("label", "job", "plain", "belay.dev/gate=shop")))
                .contains(HELD);
    }

    @Test
    void aJobWithAForgedOwnerIsNotAMigrations() throws Exception {
        assertThat(refusal("""
                apiVersion: belay.dev/v1alpha1
                kind: Migration
                metadata: {name: v2}
                spec:
                  policyRef: {name: shop}
                  jobTemplate: {spec: {template: {spec: {containers: [{name: sql, image: theirs}]}}}}
                """)).isEmpty();
        var uid = stage.get(Migration.class, "v2").getMetadata().getUid();
        var owner = "ownerReferences: [{apiVersion: belay.dev/v1alpha1, kind: Migration, name: v2, uid: " + uid
                + ", controller: true}]";
        assertThat(refusal(job("v2", "belay.dev/task: migration", "suspend: false")
                        .replace("labels:", owner + ", labels:")))
                .contains(HELD);
        assertThat(refusal(job("v2", "team: shop", "suspend: false").replace("labels:", owner + ", labels:")))
                .isEmpty();
        var gate = stage.await(
                        Migration.class,
                        "v2",
                        found -> found.getStatus() != null && found.getStatus().backup() != null)
                .getStatus()
                .backup();
        stage.endPodOf(gate, 0, Reports.goodBackup("b1", Instant.now().toString()));
        stage.await(
                Migration.class,
                "v2",
                found -> found.getStatus() != null
                        && found.getStatus().conditions().stream()
                                .anyMatch(one -> one.reason().equals("NameConflict")));
    }

    @Test
    void whatTheOperatorTrustsNobodyElseWrites() throws Exception {
        var forged = new ArrayList<String>();
        forged.add(job("b1", "belay.dev/task: backup", "suspend: false"));
        forged.add(job("b1", "team: shop", "suspend: false")
                .replace("template: {", "template: {metadata: {labels: {belay.dev/task: backup}}, "));
        forged.add("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: b1}
                spec:
                  schedule: "* * * * *"
                  jobTemplate:
                    metadata: {labels: {belay.dev/task: backup, belay.dev/policy: shop}}
                    spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: theirs}]}}}
                """);
        forged.add("""
                apiVersion: v1
                kind: Pod
                metadata: {name: b1, labels: {belay.dev/task: backup, batch.kubernetes.io/job-name: shop-1}}
                spec: {containers: [{name: a, image: theirs}]}
                """);
        forged.add(backup("labels: {belay.dev/origin: scheduled}"));
        forged.add(backup("labels: {belay.dev/origin: gate}"));
        forged.add(backup("annotations: {belay.dev/listed: \"{}\"}"));
        forged.add(backup("annotations: {belay.dev/requested-by-uid: \"1\"}"));
        forged.add(backup("annotations: {belay.dev/gone: \"2026-11-21T03:00:00Z\"}"));
        forged.add(job("b1", "team: shop", "suspend: false")
                .replace("labels:", "annotations: {belay.dev/recorded: \"true\"}, labels:"));
        for (var document : forged) {
            assertThat(refusal(document)).as(document).contains(HELD);
        }
        assertThat(refusal(backup("labels: {team: shop}"))).isEmpty();
        assertThat(refused(List.of("label", "backup", "mine", "belay.dev/origin=gate")))
                .contains(HELD);
        assertThat(refused(List.of("annotate", "backup", "mine", "belay.dev/requested-by-uid=1")))
                .contains(HELD);
        assertThat(refused(List.of(
                        "patch",
                        "backup",
                        "mine",
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        "{\"status\":{\"phase\":\"Succeeded\"}}")))
                .contains("forbidden");
        assertThat(refused(List.of(
                        "patch",
                        "cronjob",
                        "shop-daily",
                        "--type=merge",
                        "-p",
                        "{\"spec\":{\"schedule\":\"0 1 * * *\"}}")))
                .contains(HELD, "BackupPolicy");
        kubectl("create", "job", "shop-1", "--from=cronjob/shop-daily");
        assertThat(refused(List.of("create", "job", "night", "--from=cronjob/shop-daily")))
                .contains(HELD);
        // Else a backup whose data is gone could be made to count again.
        kubectl("annotate", "backup", "mine", "belay.dev/gone=2026-11-21T03:00:00Z");
        kubectl("annotate", "job", "shop-1", "belay.dev/recorded=true");
        for (var attempt : List.of(
                List.of("annotate", "backup", "mine", "belay.dev/gone-"),
                List.of("annotate", "backup", "mine", "--overwrite", "belay.dev/gone=2026-11-22T03:00:00Z"),
                List.of("annotate", "job", "shop-1", "belay.dev/recorded-"))) {
            assertThat(refused(attempt)).as(String.join(" ", attempt)).contains(HELD);
        }
        as("annotate", "backup", "mine", "team=shop");
        // Their own right stays theirs.
        as("create", "job", "shop-drill-1", "--from=cronjob/shop-drill");
        as("patch", "backuppolicy", "shop", "--type=merge", "-p", "{\"spec\":{\"suspend\":true}}");
        stage.await(Backup.class, "mine", found -> found.getStatus() != null);
        as("delete", "backup", "mine");
    }

    private static String job(String name, String label, String suspend) {
        return """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: %s, labels: {%s}}
                spec:
                  %s
                  backoffLimit: 0
                  template: {spec: {restartPolicy: Never, containers: [{name: sql, image: theirs}]}}
                """.formatted(name, label, suspend);
    }

    private static String backup(String marks) {
        return """
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: mine, %s}
                spec: {policyRef: {name: shop}}
                """.formatted(marks);
    }

    private String kubectl(String... arguments) throws IOException, InterruptedException {
        return stage.cluster().kubectl(inNamespace(List.of(arguments)));
    }

    /** As somebody who may edit the namespace. */
    private String as(String... arguments) throws IOException, InterruptedException {
        return stage.cluster().kubectl(asEditor(List.of(arguments)));
    }

    private String refused(List<String> arguments) throws InterruptedException {
        try {
            stage.cluster().kubectl(asEditor(arguments));
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String refusal(String document) {
        return refusal(document, "create", "-f", "-");
    }

    private String refusal(String document, String... how) {
        try {
            return stage.cluster().refusal(document, asEditor(List.of(how)));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String[] asEditor(List<String> arguments) {
        var all = new ArrayList<>(List.of("--as=system:serviceaccount:" + stage.namespace() + ":dev"));
        all.addAll(List.of(inNamespace(arguments)));
        return all.toArray(String[]::new);
    }

    private String[] inNamespace(List<String> arguments) {
        var all = new ArrayList<>(List.of("-n", stage.namespace()));
        all.addAll(arguments);
        return all.toArray(String[]::new);
    }
}
