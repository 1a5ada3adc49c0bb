package dev.belay.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.BackupPolicy;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import org.junit.jupiter.api.Test;

class ClusterClientTest {
    /** Taken for anything else, an expired watch is never listed anew, and the operator is deaf. */
    @Test
    void aWatchThatExpiredIsTold() {
        var event = ClusterClient.serialization().unmarshal("""
                        {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
                         "message":"too old resource version: 1470 (1474)","reason":"Expired","code":410}}
                        """, WatchEvent.class);
        assertThat(event.getObject()).isInstanceOfSatisfying(Status.class, status -> assertThat(status.getCode())
                .isEqualTo(410));
    }

    @Test
    void fieldsOfALaterVersionAreNoObstacle() {
        var policy = ClusterClient.serialization().unmarshal("""
                        {"apiVersion":"belay.dev/v1alpha1","kind":"BackupPolicy","metadata":{"name":"shop"},
                         "spec":{"database":{"host":"db","name":"shop","pool":7,"credentials":{"secretName":"s"}},
                                 "tiers":[{"name":"daily","schedule":"0 2 * * *","color":"red"}],"later":{"a":1}},
                         "status":{"later":true}}
                        """, BackupPolicy.class);
        assertThat(policy.getSpec().tiers().getFirst().name()).isEqualTo("daily");
    }
}
