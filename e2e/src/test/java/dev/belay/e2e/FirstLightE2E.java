package dev.belay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One policy, from the chart to the pods' annotations. The tests are one story and run in its order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstLightE2E {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration JOB = Duration.ofMinutes(3);

    private static Cluster cluster;
    private static Kubectl kubectl;
    private static final StringBuilder TRANSCRIPT = new StringBuilder(
            "# What kubectl shows\n\nWritten by `FirstLightE2E` on a real node; `./belay test -Dbelay.generate=true` writes it anew.\n");

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start();
        kubectl = cluster.kubectl;
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void aPolicyBecomesReady() throws Exception {
        kubectl.apply(cluster.policy("shop", cluster.s3Endpoint()));
        assertThat(condition("backuppolicy/shop", "Ready", "True")).isEqualTo("True");
        assertThat(kubectl.must("get", "cronjobs", "--output", "name"))
                .contains("cronjob.batch/shop-daily", "cronjob.batch/shop-weekly", "cronjob.batch/shop-drill");
    }

    @Test
    @Order(2)
    void theCronJobsOwnJobMakesABackup() throws Exception {
        kubectl.must("create", "job", "shop-daily-now", "--from=cronjob/shop-daily");
        assertThat(kubectl.await("backup/shop-daily-now", ".status.phase", JOB, FirstLightE2E::ended))
                .isEqualTo("Succeeded");
        var rows = Long.parseLong(kubectl.field("backup/shop-daily-now", ".status.result.rows"));
        assertThat(rows).isEqualTo(500 + 20_000 + 1 + 200_000 + 20 + 2);
        assertThat(condition("backuppolicy/shop", "BackedUp", "True")).isEqualTo("True");
    }

    @Test
    @Order(3)
    void aBackupOnDemandIsMadeToo() throws Exception {
        var name = create("Backup", "spec: {policyRef: {name: shop}}");
        assertThat(kubectl.await("backup/" + name, ".status.phase", JOB, FirstLightE2E::ended))
                .isEqualTo("Succeeded");
    }

    @Test
    @Order(4)
    void aRestoreBringsBackADroppedTable() throws Exception {
        var before = content("shop");
        cluster.sql("shop", "drop table orders cascade");
        var name = create(
                "Restore",
                "spec: {policyRef: {name: shop}, source: {backup: shop-daily-now}, target: {database: shop, swap: true, terminateConnections: true}}");
        assertThat(kubectl.await("restore/" + name, ".status.phase", JOB, FirstLightE2E::ended))
                .isEqualTo("Succeeded");
        assertThat(content("shop")).isEqualTo(before);
        cluster.sql("shop", "insert into customers (name) values ('after the restore')");
    }

    @Test
    @Order(5)
    void aRestoreOverAnExistingDatabaseIsRefused() throws Exception {
        var before = content("shop");
        var name = create("Restore", "spec: {policyRef: {name: shop}, source: {latest: {}}, target: {database: shop}}");
        assertThat(kubectl.await("restore/" + name, ".status.phase", JOB, FirstLightE2E::ended))
                .isEqualTo("Failed");
        assertThat(kubectl.field("restore/" + name, ".status.failure.reason")).isEqualTo("TargetExists");
        assertThat(content("shop")).isEqualTo(before);
    }

    @Test
    @Order(6)
    void aDeletedRestoreLeavesNothingBehind() throws Exception {
        var name = create(
                "Restore",
                "spec: {policyRef: {name: shop}, source: {latest: {}}, target: {database: never},"
                        + " validation: {readiness: [select pg_sleep(600)], integrity: []}}");
        assertThat(kubectl.await("restore/" + name, ".status.progress.step", JOB, "validating"::equals))
                .isEqualTo("validating");
        assertThat(kubectl.field("restore/" + name, ".status.progress.percent")).isEqualTo("99%");
        transcript("get", "restore", name, "--output", "wide");
        var pod = kubectl.must("get", "pods", "--selector=job-name=" + name + "-restore", "--output", "name")
                .strip();
        kubectl.must("delete", "restore/" + name);
        assertThat(kubectl.await(pod, ".metadata.name", SOON, String::isEmpty)).isEmpty();
        assertThat(cluster.sql("shop", "select datname from pg_database where datname ~ '^(belay_restore|never)'"))
                .isEmpty();
    }

    @Test
    @Order(7)
    void aMigrationRunsBehindItsBackup() throws Exception {
        kubectl.apply(migration("add-note", "shop", "alter table customers add note text"));
        assertThat(kubectl.await("migration/add-note", ".status.phase", JOB, FirstLightE2E::ended))
                .isEqualTo("Succeeded");
        assertThat(kubectl.field("backup/" + kubectl.field("migration/add-note", ".status.backup"), ".status.phase"))
                .isEqualTo("Succeeded");
        assertThat(cluster.sql("shop", "select count(note) from customers")).isEqualTo("0");
    }

    @Test
    @Order(8)
    void aMigrationWithoutABackupNeverRuns() throws Exception {
        var closed = closedEndpoint();
        kubectl.apply(cluster.policy("broken", closed));
        kubectl.apply(migration("never", "broken", "create table never_made ()"));
        assertThat(kubectl.await("migration/never", ".status.phase", JOB, FirstLightE2E::ended))
                .isEqualTo("Failed");
        assertThat(kubectl.field("migration/never", ".status.job")).isEmpty();
        assertThat(kubectl.field("migration/never", ".status.failure.message")).contains(closed.substring(7));
        assertThat(kubectl.must("get", "jobs", "--output", "name")).doesNotContain("job.batch/never\n");
        assertThat(cluster.sql("shop", "select to_regclass('never_made') is null"))
                .isEqualTo("t");
        assertThat(condition("backuppolicy/broken", "BackedUp", "False")).isEqualTo("False");
        transcript("describe", "backuppolicy", "broken");
        kubectl.must("delete", "backuppolicy/broken", "migration/never");
    }

    @Test
    @Order(9)
    void aHelmUpgradeWaitsForItsBackupAndGoesNoFurtherWithoutOne() throws Exception {
        var chart = Command.ROOT.resolve("e2e/src/test/resources/hooked").toString();
        var sql = "create table hooked as select count(*) from pg_stat_activity";
        var installed = cluster.helm("install", "hooked", chart, "--timeout", "3m", "--set", "sql=" + sql);
        assertThat(installed.ok()).as(installed.err()).isTrue();
        var gate = kubectl.field("job/hooked-migration", ".metadata.annotations.belay\\.dev/gate-backup");
        assertThat(kubectl.field("backup/" + gate, ".status.phase")).isEqualTo("Succeeded");
        assertThat(cluster.sql("shop", "select count(*) from hooked")).isEqualTo("1");

        kubectl.apply(cluster.policy("closed", closedEndpoint()));
        var upgraded = cluster.helm(
                "upgrade",
                "hooked",
                chart,
                "--timeout",
                "20s",
                "--set",
                "policy=closed",
                "--set",
                "sql=drop table hooked");
        assertThat(upgraded.ok()).isFalse();
        assertThat(kubectl.field("job/hooked-migration", ".spec.suspend")).isEqualTo("true");
        assertThat(kubectl.field("configmap/hooked", ".data.revision")).isEqualTo("1");
        assertThat(cluster.sql("shop", "select count(*) from hooked")).isEqualTo("1");
        kubectl.must("delete", "backuppolicy/closed", "job/hooked-migration");
        cluster.sql("shop", "drop table hooked");
    }

    @Test
    @Order(10)
    void theDrillMeasuresTheRecoveryTime() throws Exception {
        kubectl.must("create", "job", "shop-drill-now", "--from=cronjob/shop-drill");
        assertThat(kubectl.await("backuppolicy/shop", ".status.lastDrill.passed", JOB, "true"::equals))
                .isEqualTo("true");
        assertThat(condition("backuppolicy/shop", "Restorable", "True")).isEqualTo("True");
    }

    @Test
    @Order(11)
    void aDrillInAnImageOfItsOwnPassesToo() throws Exception {
        kubectl.must(
                "patch",
                "backuppolicy/shop",
                "--type=merge",
                "--patch={\"spec\":{\"drill\":{\"image\":\"localhost/belay/postgres:dev\"}}}");
        var sidecar = ".spec.jobTemplate.spec.template.spec.initContainers[0].name";
        assertThat(kubectl.await("cronjob/shop-drill", sidecar, SOON, "postgres"::equals))
                .isEqualTo("postgres");
        kubectl.must("create", "job", "shop-drill-beside", "--from=cronjob/shop-drill");
        var complete = ".status.conditions[?(@.type==\"Complete\")].status";
        assertThat(kubectl.await("job/shop-drill-beside", complete, JOB, "True"::equals))
                .isEqualTo("True");
        var log = kubectl.must("logs", "job/shop-drill-beside", "--all-containers");
        assertThat(log).contains("database system is ready to accept connections", "\"passed\":true");
        assertThat(condition("backuppolicy/shop", "Restorable", "True")).isEqualTo("True");
    }

    @Test
    @Order(12)
    void aProviderThatSays429PausesTheApplicationAndRecoveryClearsIt() throws Exception {
        cluster.provider.overloaded(true);
        for (var call = 0; call < 8; call++) {
            send("/api/v1/topics/orders/jobs", "{\"order\": " + call + "}");
        }
        for (var pod : pods()) {
            assertThat(kubectl.await(pod, ".metadata.annotations.belay\\.dev/paused", SOON, "true"::equals))
                    .isEqualTo("true");
            assertThat(kubectl.field(pod, ".metadata.annotations.belay\\.dev/paused-reason"))
                    .contains("payments", "429");
        }
        assertThat(condition("backuppolicy/shop", "Running", "False")).isEqualTo("False");
        transcript("get", "bp");
        transcript("describe", "bp", "shop");
        cluster.provider.overloaded(false);
        for (var pod : pods()) {
            assertThat(kubectl.await(pod, ".metadata.annotations.belay\\.dev/paused", SOON, String::isEmpty))
                    .isEmpty();
        }
        assertThat(condition("backuppolicy/shop", "Running", "True")).isEqualTo("True");
        transcript("get", "bp");
        transcript("get", "backups,restores,migrations");
        transcript("describe", "bp", "shop");
    }

    @Test
    @Order(13)
    void noSecretIsShownAnywhere() throws Exception {
        var shown = new StringBuilder();
        for (var kind : List.of("pods", "jobs", "cronjobs", "configmaps", "events", "belay", "deployments")) {
            shown.append(kubectl.must("get", kind, "--output", "yaml"));
            shown.append(kubectl.must("describe", kind));
        }
        for (var pod : kubectl.must("get", "pods", "--output", "name").lines().toList()) {
            shown.append(kubectl.run("", "logs", pod, "--all-containers").out());
        }
        shown.append(commandLines());
        for (var planted : List.of(cluster.databasePassword, cluster.adminToken, cluster.s3Key, cluster.identity)) {
            assertThat(shown).doesNotContain(planted);
        }
        assertThat(shown.length()).as("the search read something").isGreaterThan(50_000);
    }

    @AfterAll
    static void writeTranscript() throws IOException {
        var target = Path.of(System.getProperty("belay.root")).resolve("e2e/target/kubectl.md");
        Files.writeString(target, TRANSCRIPT);
        if (Boolean.getBoolean("belay.generate")) {
            Files.writeString(Command.ROOT.resolve("docs/kubectl.md"), TRANSCRIPT);
        }
    }

    /** Nobody listens there: the address is this machine's own, the port is closed. */
    private static String closedEndpoint() {
        return cluster.s3Endpoint().replaceAll(":\\d+$", ":9");
    }

    private static boolean ended(String phase) {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private static String create(String kind, String spec) throws IOException, InterruptedException {
        var yaml =
                "apiVersion: belay.dev/v1alpha1\nkind: %s\nmetadata: {generateName: shop-}\n%s\n".formatted(kind, spec);
        var created = kubectl.run(yaml, "create", "-f", "-", "--output", "jsonpath={.metadata.name}");
        assertThat(created.exitCode()).as(created.err()).isZero();
        return created.out();
    }

    private static String migration(String name, String policy, String sql) throws IOException {
        return Cluster.resource("migration.yaml")
                .replace("MIGRATION_NAME", name)
                .replace("POLICY_NAME", policy)
                .replace("SQL", sql);
    }

    private static String condition(String object, String type, String wished)
            throws IOException, InterruptedException {
        return kubectl.await(object, ".status.conditions[?(@.type==\"" + type + "\")].status", SOON, wished::equals);
    }

    /** A digest of every table's rows and of the large object. */
    private static List<String> content(String database) throws IOException, InterruptedException {
        var content = new ArrayList<String>();
        for (var table : List.of("customers", "orders", "pgbench_accounts", "turnover")) {
            content.add(cluster.sql(
                    database, "select md5(string_agg(t::text, ',' order by t::text)) from " + table + " t"));
        }
        content.add(cluster.sql(database, "select md5(lo_get(content)) from documents"));
        return content;
    }

    private static List<String> pods() throws IOException, InterruptedException {
        return kubectl.must("get", "pods", "--selector=app=shop", "--output", "name")
                .lines()
                .toList();
    }

    private static void send(String path, String body) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(cluster.service() + path))
                    .header("Content-Type", "application/json")
                    .header("Authorization", "Bearer " + cluster.adminToken)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        }
    }

    private static void transcript(String... arguments) throws IOException, InterruptedException {
        TRANSCRIPT
                .append("\n```console\n$ kubectl ")
                .append(String.join(" ", arguments))
                .append('\n')
                .append(kubectl.must(arguments))
                .append("```\n");
    }

    /** Of every process of this machine, and so of every pod. */
    private static String commandLines() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .reduce("", (all, one) -> all + "\n" + one);
    }
}
