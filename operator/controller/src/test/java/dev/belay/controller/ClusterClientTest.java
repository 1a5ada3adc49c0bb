package dev.belay.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.BackupPolicy;
import org.junit.jupiter.api.Test;

class ClusterClientTest {
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
