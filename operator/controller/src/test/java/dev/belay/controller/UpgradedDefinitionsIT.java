package dev.belay.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Migration;
import dev.belay.api.Restore;
import dev.belay.api.status.Phase;
import dev.belay.controller.real.OnRealCluster;
import dev.belay.controller.real.RealCluster;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was stored under the first definitions is read, kept and worked with under today's. */
@ExtendWith(OnRealCluster.class)
class UpgradedDefinitionsIT {
    private static final String OLD = "src/test/resources/first-light/";
    private static final ObjectMapper JSON = new ObjectMapper();

    @AfterEach
    void putTodaysBack(RealCluster cluster) throws Exception {
        cluster.installDefinitions();
    }

    @Test
    void storedObjectsSurviveNewDefinitions(RealCluster cluster) throws Exception {
        for (var kind : List.of("backuppolicies", "backups", "restores", "migrations")) {
            cluster.kubectl("apply", "-f", OLD + kind + ".yml");
        }
        var namespace = cluster.namespace("upgrade");
        var stored = new ArrayList<GenericKubernetesResource>();
        for (var object : objects()) {
            object.getMetadata().setNamespace(namespace);
            var created = cluster.client().resource(object).create();
            created.setAdditionalProperty(
                    "status", object.getAdditionalProperties().get("status"));
            stored.add(cluster.client().resource(created).updateStatus());
        }
        assertThat(stored)
                .as("every field is one of the old definitions")
                .zipSatisfy(objects(), (now, then) -> holds(now, then));

        cluster.installDefinitions();
        for (var object : stored) {
            var now = cluster.client().resource(object).get();
            holds(now, object);
            assertThat(cluster.client().resource(now).update()).isNotNull();
        }

        try (var stage = Stage.in(cluster, namespace)) {
            stage.createSecrets();
            stage.awaitReason("shop", "Ready", "Reconciled");
            var policy = stage.await(
                    BackupPolicy.class,
                    "shop",
                    found -> found.getStatus().lastSuccess() != null
                            && "night".equals(found.getStatus().lastSuccess().backup()));
            assertThat(policy.getSpec().tiers()).hasSize(2);
            assertThat(stage.get(Backup.class, "night").getStatus().result().rows())
                    .isEqualTo(1234);
            assertThat(stage.get(Restore.class, "back").getStatus().phase()).isEqualTo(Phase.Succeeded);
            assertThat(stage.get(Migration.class, "v2").getStatus().rollback()).isEqualTo("kubectl apply it");
        }
    }

    private static List<GenericKubernetesResource> objects() throws Exception {
        var file = UpgradedDefinitionsIT.class.getResourceAsStream("/first-light/objects.yaml");
        var all = new ArrayList<GenericKubernetesResource>();
        for (var document : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^---$", -1)) {
            all.add(Serialization.unmarshal(document, GenericKubernetesResource.class));
        }
        return all;
    }

    /** New fields may have come, with their defaults; what was there is there. */
    private static void holds(GenericKubernetesResource now, GenericKubernetesResource then) {
        for (var part : List.of("spec", "status")) {
            holds(
                    then.getKind() + "." + part,
                    JSON.valueToTree(now).path(part),
                    JSON.valueToTree(then).path(part));
        }
    }

    private static void holds(String path, JsonNode now, JsonNode then) {
        if (then.isObject()) {
            then.properties()
                    .forEach(field -> holds(path + "." + field.getKey(), now.path(field.getKey()), field.getValue()));
        } else if (then.isArray()) {
            assertThat(now.size()).as(path).isEqualTo(then.size());
            for (var i = 0; i < then.size(); i++) {
                holds(path + "[" + i + "]", now.get(i), then.get(i));
            }
        } else {
            assertThat(now.asText()).as(path).isEqualTo(then.asText());
        }
    }
}
