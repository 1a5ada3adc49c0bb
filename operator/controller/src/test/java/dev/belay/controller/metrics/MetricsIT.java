package dev.belay.controller.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.status.Phase;
import dev.belay.controller.real.Reports;
import dev.belay.controller.real.ShopStage;
import dev.belay.controller.real.Stage;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsIT extends ShopStage {
    MetricsIT() {
        super("metrics");
    }

    @Test
    void aScrapeTellsWhatTheObjectsSayAlsoRightAfterARestart() throws Exception {
        var startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        run("night", "shop-daily");
        stage.endPodOf("night", 0, Reports.goodBackup("b1", startedAt.toString()));
        stage.awaitBackup("night", status -> status.phase() == Phase.Succeeded);
        run("bad", "shop-weekly");
        stage.endPodOf("bad", 1, Reports.failed("backup", "DumpFailed", "no"));
        stage.awaitBackup("bad", status -> status.phase() == Phase.Failed);
        run("trial", "shop-drill");
        stage.endPodOf("trial", 0, Reports.drill(true, "b1", 42));
        stage.create("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: v2, labels: {belay.dev/gate: shop}}
                spec:
                  suspend: true
                  template: {spec: {restartPolicy: Never, containers: [{name: sql, image: theirs}]}}
                """);
        Stage.await(() -> scrape().contains("belay_gated_jobs{"), this::scrape);
        var policy = "{namespace=\"" + stage.namespace() + "\",policy=\"shop\"";
        var expected = new String[] {
            "belay_last_success_timestamp_seconds" + policy + "} " + (double) startedAt.getEpochSecond(),
            "belay_recovery_point_timestamp_seconds" + policy + "} " + (double) startedAt.getEpochSecond(),
            "belay_last_backup_size_bytes" + policy + "} 900.0",
            "belay_last_backup_duration_seconds" + policy + "} 0.0",
            "belay_last_failure_timestamp_seconds" + policy + "} ",
            "belay_next_run_timestamp_seconds" + policy + "} ",
            "belay_last_drill_passed" + policy + "} 1.0",
            "belay_drill_rto_seconds" + policy + "} 42.0",
            "belay_rpo_objective_seconds" + policy + "} 90000.0",
            "belay_rto_objective_seconds" + policy + "} 14400.0",
            "belay_paused_pods" + policy + "} 0.0",
            "belay_suspended_cronjobs" + policy + "} 0.0",
            "belay_policy_condition" + policy + ",type=\"Ready\"} 1.0",
            "belay_policy_condition" + policy + ",type=\"Healthy\"} -1.0",
            "belay_backups{namespace=\"" + stage.namespace() + "\",phase=\"Succeeded\",policy=\"shop\"} 1.0",
            "belay_backups{namespace=\"" + stage.namespace() + "\",phase=\"Failed\",policy=\"shop\"} 1.0",
            "belay_gated_jobs" + policy + "} 1.0",
            "belay_reconciles_total{controller=\"policy\",result=\"success\"} ",
            "belay_reconcile_duration_seconds_count{controller=\"backup\"} "
        };
        Stage.await(() -> Stream.of(expected).allMatch(scrape()::contains), this::scrape);
        assertThat(scrape()).contains(expected);
        var page = Files.readString(Path.of("../../docs/metrics.md"));
        assertThat(stage.metrics().scrape()).allSatisfy(one -> assertThat(page)
                .contains("`" + one.getMetadata().getName()));
        stage.stopOperator();
        assertThat(scrape()).doesNotContain("belay_backups{");
        stage.startOperator();
        Stage.await(() -> Stream.of(expected).allMatch(scrape()::contains), this::scrape);
    }

    private void run(String name, String cronJob) throws IOException, InterruptedException {
        stage.cluster().kubectl("-n", stage.namespace(), "create", "job", name, "--from=cronjob/" + cronJob);
    }

    private String scrape() {
        var text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, stage.metrics().scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
