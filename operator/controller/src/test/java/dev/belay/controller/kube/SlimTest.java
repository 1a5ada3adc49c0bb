package dev.belay.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controller.real.Documents;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlimTest {
    /** As the API server hands it over: with defaults, a status and fields of others. */
    private static final String LIVE = """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: shop-daily
              resourceVersion: "7"
              labels: {belay.dev/policy: shop, theirs: "1"}
              annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}"}
              ownerReferences: [{apiVersion: belay.dev/v1alpha1, kind: BackupPolicy, name: shop, uid: u1, controller: true}]
              managedFields:
              - manager: belay
                operation: Apply
                fieldsType: FieldsV1
                fieldsV1:
                  f:metadata:
                    f:labels: {"f:belay.dev/policy": {}}
                    f:ownerReferences: {'k:{"uid":"u1"}': {}}
                  f:spec:
                    f:schedule: {}
                    f:suspend: {}
              - manager: somebody
                operation: Update
                fieldsType: FieldsV1
                fieldsV1: {f:metadata: {f:labels: {f:theirs: {}}}}
            spec: {schedule: "0 2 * * *", suspend: false, failedJobsHistoryLimit: 1}
            status: {lastScheduleTime: "2026-11-21T02:00:00Z"}
            """;

    private static final CronJob DESIRED = new CronJobBuilder()
            .withNewMetadata()
            .withName("shop-daily")
            .withNamespace("ns")
            .withLabels(Map.of("belay.dev/policy", "shop"))
            .addNewOwnerReference()
            .withApiVersion("belay.dev/v1alpha1")
            .withKind("BackupPolicy")
            .withName("shop")
            .withUid("u1")
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .withNewSpec()
            .withSchedule("0 2 * * *")
            .withSuspend(false)
            .endSpec()
            .build();

    /** Each line: a piece of the live object, what somebody made of it, whether that is still what we applied. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nothing                 | nothing                 | true",
                "0 2 * * *               | 1 1 1 1 *               | false",
                "suspend: false          | suspend: true           | false",
                "policy: shop            | policy: other           | false",
                "name: shop, uid         | name: other, uid        | false",
                "theirs: \"1\"           | theirs: \"2\"           | true",
                "failedJobsHistoryLimit: 1 | failedJobsHistoryLimit: 9 | true",
                "02:00:00Z               | 03:00:00Z               | true",
                "f:schedule: {}          | f:somethingElse: {}     | false",
                "manager: belay          | manager: other          | false",
                "operation: Apply        | operation: Update       | false",
            })
    void aSlimChildTellsAForeignEditAsAWholeOneDoes(String piece, String edited, boolean same) {
        var yaml = LIVE.replace(piece, edited);
        var whole = Documents.read(CronJob.class, yaml);
        assertThat(OwnFields.match(whole, DESIRED, "belay")).as("whole").isEqualTo(same);
        assertThat(OwnFields.match(slim(yaml), DESIRED, "belay")).as("slim").isEqualTo(same);
    }

    @Test
    void nothingIsKeptThatNobodyReads() {
        var slim = slim(LIVE);
        assertThat(slim.getSpec()).isNull();
        assertThat(slim.getStatus()).isNull();
        assertThat(slim.getMetadata().getManagedFields()).isEmpty();
        assertThat(slim.getMetadata().getLabels()).containsOnlyKeys("belay.dev/policy");
        assertThat(slim.getMetadata().getAnnotations()).isEmpty();
        assertThat(slim.getMetadata().getName()).isEqualTo("shop-daily");
        assertThat(slim.getMetadata().getResourceVersion()).isEqualTo("7");
        assertThat(Ownership.isOwned(slim, owner("u1"))).isTrue();
        assertThat(Ownership.isOwned(slim, owner("u2"))).isFalse();
    }

    @Test
    void whatWasCutOnceIsTheSameWhenItIsCutAgain() {
        var slim = slim(LIVE);
        Slim.child(slim);
        assertThat(OwnFields.match(slim, DESIRED, "belay")).isTrue();
    }

    private static CronJob slim(String yaml) {
        var cronJob = Documents.read(CronJob.class, yaml);
        Slim.child(cronJob);
        return cronJob;
    }

    private static HasMetadata owner(String uid) {
        return new CronJobBuilder().withNewMetadata().withUid(uid).endMetadata().build();
    }
}
