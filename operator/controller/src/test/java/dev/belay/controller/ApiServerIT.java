package dev.belay.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controller.real.OnRealCluster;
import dev.belay.controller.real.RealCluster;
import dev.belay.controller.real.Stage;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API server itself says: to people who ask, and to documents that cannot be right. */
@ExtendWith(OnRealCluster.class)
class ApiServerIT {
    private Stage stage;

    @BeforeEach
    void open(RealCluster cluster) throws Exception {
        stage = Stage.of(cluster, "api");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3: {|volume: {claimName: c}~    s3: {|exactly one repository",
                "name: weekly| name: daily| tier names must be unique",
                "name: shop, ssl| ssl|exactly one of name",
                "name: shop, ssl| name: shop, names: [a], ssl|exactly one of name",
                "name: shop, ssl| names: [a, '*'], ssl|write it alone",
                "for: 30d| for: 30days| spec.tiers[0].keep.for",
                "for: 30d| for: 4w| a week is 7d",
                "for: 30d| for: ''| a week is 7d",
                "schedule: \"0 2 * * *\"| schedule: \"0 2 * *\"| spec.tiers[0].schedule",
                "schedule: \"0 2 * * *\"| schedule: \"@daily\"| write five cron fields",
                "rpo: 25h| rpo: soon| spec.objectives.rpo",
            })
    void aPolicyThatCannotBeRightIsRefused(String good, String bad, String message) throws Exception {
        var document = Stage.policy("bad").replace(good, bad.replace('~', '\n'));
        assertThat(stage.cluster().refusal(document)).contains(message);
    }

    @Test
    void aPolicyWithoutTierIsRefused() throws Exception {
        var lines = Stage.policy("bad")
                .lines()
                .filter(line -> !line.contains("- {name"))
                .toList();
        var document = String.join("\n", lines).replace("  tiers:", "  tiers: []");
        assertThat(stage.cluster().refusal(document)).contains("spec.tiers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{latest: {}}                                   |",
                "{backup: night}                                |",
                "{before: '2026-11-21T08:30:00+01:00'}          |",
                "{}                                             | exactly one source",
                "{latest: {}, backup: night}                    | exactly one source",
                "{latest: {}, before: '2026-11-21T08:30:00Z'}   | exactly one source",
                "{before: yesterday}                            | spec.source.before",
            },
            quoteCharacter = '`')
    void aRestoreHasOneSource(String source, String refusal) throws Exception {
        var said = stage.cluster()
                .refusal("""
                        apiVersion: belay.dev/v1alpha1
                        kind: Restore
                        metadata: {name: one, namespace: %s}
                        spec: {policyRef: {name: shop}, source: %s, target: {database: copy}}
                        """.formatted(stage.namespace(), source), "create", "--dry-run=server", "-f", "-");
        if (refusal == null) {
            assertThat(said).isEmpty();
        } else {
            assertThat(said).contains(refusal);
        }
    }

    @Test
    void aRunIsNeverChanged() throws Exception {
        stage.create("""
                apiVersion: belay.dev/v1alpha1
                kind: Backup
                metadata: {name: fixed}
                spec: {policyRef: {name: shop}}
                """);
        try {
            stage.cluster()
                    .kubectl(
                            "-n",
                            stage.namespace(),
                            "patch",
                            "bk",
                            "fixed",
                            "--type=merge",
                            "-p",
                            "{\"spec\":{\"tier\":\"x\"}}");
            assertThat(true).as("the patch was taken").isFalse();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("its spec never changes; create another Backup instead");
        }
    }

    @Test
    void explainReadsLikeDocumentation() throws Exception {
        assertThat(stage.cluster().kubectl("explain", "bp.spec"))
                .contains("The PostgreSQL database that is kept safe", "Schedules with their retention");
    }

    @Test
    void getAndDescribeAreEnough() throws Exception {
        stage.createPolicy("shop");
        stage.awaitReason("shop", "Ready", "Reconciled");
        stage.awaitReason("shop", "Running", "NotPaused");

        assertThat(stage.cluster().kubectl("-n", stage.namespace(), "get", "bp"))
                .contains(
                        "READY",
                        "HEALTH",
                        "PAUSED",
                        "LAST SUCCESS",
                        "NEXT",
                        "RPO",
                        "RTO",
                        "BACKED UP",
                        "RESTORABLE",
                        "AGE")
                .containsPattern("shop +True");
        assertThat(stage.cluster().kubectl("-n", stage.namespace(), "describe", "bp", "shop"))
                .contains("CronJobs are in place for daily, weekly and the drill", "Reconciled", "NoDrillYet");
    }
}
